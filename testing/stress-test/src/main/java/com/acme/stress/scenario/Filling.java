package com.acme.stress.scenario;

import com.acme.memory.management.state.Agent;
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
            agent(i).attach(registries[i]);
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
        return operations + retain((int) (added % AGENTS), bytes / 2) + rest();
    }

    /** Adds so many bytes to the agents alone; returns the number of operations. */
    int addToAgents(long bytes) {
        int operations = 0;
        for (int i = 0; i < AGENTS; i++) {
            operations += retain(i, bytes / AGENTS);
        }
        return operations;
    }

    /** Adds nothing; the agents are alive all the same. Returns the number of operations, none. */
    int rest() {
        for (int i = 0; i < AGENTS; i++) {
            agent(i).heartbeat();
        }
        return 0;
    }

    private int retain(int agent, long bytes) {
        return agent(agent).work(() -> {
            registries[agent].retain(bytes);
            return 1;
        });
    }

    private Agent agent(int number) {
        return state.agents().agent("collector-" + number);
    }

    /** Adds up to so many bytes, while less than a part of the heap is used. */
    int fillTo(double percent, long atMost) {
        long missing = (long) ((percent - run.usedPercent()) / 100 * run.capacity());
        return missing <= 0 ? rest() : add(Math.min(missing, atMost));
    }
}
