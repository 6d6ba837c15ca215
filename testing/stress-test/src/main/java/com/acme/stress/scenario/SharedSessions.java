package com.acme.stress.scenario;

import com.acme.memory.management.state.MemoryState;

/** What the memory has of sessions that several agents have added to. */
final class SharedSessions {
    private SharedSessions() {}

    /**
     * How many messages are missing in Redis; an agent whose turn failed half-way may have left one too many, which
     * counts none.
     */
    static long lost(MemoryState state, String sessions, long added) {
        long there = 0;
        for (int i = 0; i < AgentWork.SESSIONS; i++) {
            there += state.memory()
                    .getSessionContext(AgentWork.session(sessions, i))
                    .items()
                    .size();
        }
        return Math.max(0, added - there);
    }
}
