package com.acme.memory.management.state;

/** How an agent is. */
public enum AgentStatus {
    ACTIVE,
    INACTIVE,
    ERROR,
    FAILED
}
