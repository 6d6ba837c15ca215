package com.acme.stress.scenario;

import com.acme.memory.management.ManagedMemory;

/** Some cycles before any is timed, so that classes are loaded, methods compiled, and connections open. */
public final class WarmUp {
    private static final int TURNS = 40;

    private WarmUp() {}

    /** Works, manages, and leaves the memory empty; throws what the memory throws. */
    public static void run(ManagedMemory memory) {
        AgentWork agent = new AgentWork(memory.state(), "warm-up");
        for (int i = 0; i < TURNS; i++) {
            int unused = agent.turn();
            var unusedOutcome = memory.runCycle();
        }
        long unused = memory.deleteState();
    }
}
