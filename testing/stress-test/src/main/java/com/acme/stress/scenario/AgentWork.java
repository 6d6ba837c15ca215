package com.acme.stress.scenario;

import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.session.Role;
import java.util.Random;

/**
 * What one agent of an application usually does with its memory: it adds to sessions and reads them, caches contexts, and
 * keeps the results of tools. Not thread-safe; agents share one memory.
 */
final class AgentWork {
    /** Operations of one turn. */
    static final int OPERATIONS = 6;

    /** Sessions that it works on. */
    static final int SESSIONS = 8;

    private static final int CONTEXTS = 200;
    private static final int RESULT_BYTES = 16 << 10;

    private final MemoryState state;
    private final Agent agent;
    private final String agentId;
    private final String sessions;
    private final Random random;

    AgentWork(MemoryState state, String agentId) {
        this(state, agentId, agentId);
    }

    /**
     * An agent that works on certain sessions.
     *
     * @param sessions begin of the sessions' names; agents with the same share them
     */
    AgentWork(MemoryState state, String agentId, String sessions) {
        this.state = state;
        this.agent = state.agents().agent(agentId);
        this.agentId = agentId;
        this.sessions = sessions;
        this.random = new Random(agentId.hashCode());
    }

    /** The name of one of the sessions. */
    static String session(String sessions, int number) {
        return sessions + "-" + number;
    }

    /** The agent's id. */
    String agentId() {
        return agentId;
    }

    /** One turn; returns the number of operations. What it throws is an error of the agent. */
    int turn() {
        return agent.work(this::operations);
    }

    private int operations() {
        String session = session(sessions, random.nextInt(SESSIONS));
        state.sessions().add(session, Role.USER, Texts.sentence(random));
        state.sessions().add(session, Role.ASSISTANT, Texts.paragraph(random));
        var unused = state.sessions().newest(session, 10);
        String context = "context-" + random.nextInt(CONTEXTS);
        if (state.contexts().get(context) == null) {
            state.contexts().put(context, Texts.page(random));
        }
        agent.keepResult(RESULT_BYTES);
        return OPERATIONS;
    }
}
