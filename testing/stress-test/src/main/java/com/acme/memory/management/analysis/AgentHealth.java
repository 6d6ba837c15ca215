package com.acme.memory.management.analysis;

import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.AgentStatus;

/**
 * How well one agent is.
 *
 * @param id the agent
 * @param status how it says it is
 * @param score 0 to 100
 * @param bytes what it keeps for itself in the heap
 */
public record AgentHealth(String id, AgentStatus status, double score, long bytes) {
    private static final double SILENT_SECONDS = 120;
    private static final double LOST_SECONDS = 300;

    static AgentHealth of(Agent agent, long now) {
        double silent = (now - agent.heartbeatAt()) / 1000.0;
        return new AgentHealth(
                agent.id(), agent.status(), score(silent, agent.status(), agent.errors()), agent.bytes());
    }

    /**
     * 100, less up to 40 for no sign of life in more than 120 seconds, 40 at 300; less 30 for failed, 20 for an error, 15 for inactive;
     * less 5 for each error, up to 30.
     */
    public static double score(double silentSeconds, AgentStatus status, int errors) {
        double silence = silentSeconds > SILENT_SECONDS ? 40 * Math.min(1, silentSeconds / LOST_SECONDS) : 0;
        int state = switch (status) {
            case ACTIVE -> 0;
            case INACTIVE -> 15;
            case ERROR -> 20;
            case FAILED -> 30;
        };
        return 100 - silence - state - Math.min(5 * errors, 30);
    }
}
