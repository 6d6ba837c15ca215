package com.acme.fleet;

/** What all agents have: a name in the fleet, and the shared memory. */
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
}
