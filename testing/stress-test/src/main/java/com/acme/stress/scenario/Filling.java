package com.acme.stress.scenario;

import com.acme.memory.management.state.GrowingRegistry;
import com.acme.memory.management.state.MemoryState;
import com.acme.stress.StressRun;

/**
 * Fills the heap with state that the manager knows: half of it cached contexts, half of it registries of agents. Not
 * thread-safe.
 */
final class Filling {
    private static final int CONTEXT_CHARS = (16 << 10) - 128;
    private static final int AGENTS = 4;

    private final StressRun run;
    private final MemoryState state;
    private final GrowingRegistry[] registries = new GrowingRegistry[AGENTS];
    private final String context = "c".repeat(CONTEXT_CHARS);
    private long added;

    Filling(StressRun run) {
        this.run = run;
        this.state = run.memory().state();
        for (int i = 0; i < AGENTS; i++) {
            registries[i] = new GrowingRegistry();
            state.agents().agent("collector-" + i).attach(registries[i]);
        }
    }

    /** Adds so many bytes, whatever is used already; returns the number of operations. */
    int add(long bytes) {
        int operations = 0;
        for (long left = bytes / 2; left > 0; left -= CONTEXT_CHARS) {
            // A text of its own each time: what is the same takes no memory twice.
            state.contexts().put("filling-" + added++, context + added);
            operations++;
        }
        registries[(int) (added % AGENTS)].retain(bytes / 2);
        return operations + 1;
    }

    /** Adds so many bytes to the agents alone; returns the number of operations. */
    int addToAgents(long bytes) {
        for (GrowingRegistry each : registries) {
            each.retain(bytes / AGENTS);
        }
        return AGENTS;
    }

    /** Adds up to so many bytes, while less than a part of the heap is used. */
    int fillTo(double percent, long atMost) {
        long missing = (long) ((percent - run.usedPercent()) / 100 * run.capacity());
        return missing <= 0 ? 0 : add(Math.min(missing, atMost));
    }
}
