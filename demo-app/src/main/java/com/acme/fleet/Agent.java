package com.acme.fleet;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What all agents have: a name in the fleet, the shared memory, and a thread while they work. */
public abstract class Agent {
    private final String agentId;
    private final MemoryManager memory;

    Agent(String agentId, MemoryManager memory) {
        this.agentId = agentId;
        this.memory = memory;
    }

    public final String getAgentId() {
        return agentId;
    }

    final MemoryManager memory() {
        return memory;
    }

    /** Has this agent do something on a thread of its own, and waits for it. What the work throws is thrown here. */
    final <T> T work(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, agentId).start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The wait for " + agentId + " was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(agentId + " failed: " + e.getCause(), e.getCause());
        }
    }
}
