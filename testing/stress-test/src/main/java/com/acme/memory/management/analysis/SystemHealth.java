package com.acme.memory.management.analysis;

import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.AgentStatus;
import java.util.List;

/**
 * How well all agents are.
 *
 * @param score mean of the agents' scores, 0 to 100; 100 where there are none
 * @param healthy whether four of five agents are active
 * @param agents each of them
 */
public record SystemHealth(double score, boolean healthy, List<AgentHealth> agents) {

    public SystemHealth {
        agents = List.copyOf(agents);
    }

    /** The health of these agents at a moment, in milliseconds since 1970. */
    public static SystemHealth of(List<Agent> agents, long now) {
        List<AgentHealth> each =
                agents.stream().map(agent -> AgentHealth.of(agent, now)).toList();
        long active = each.stream()
                .filter(agent -> agent.status() == AgentStatus.ACTIVE)
                .count();
        return new SystemHealth(
                each.stream().mapToDouble(AgentHealth::score).average().orElse(100), active >= 0.8 * each.size(), each);
    }
}
