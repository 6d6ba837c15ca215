package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.stress.Ballast;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;
import java.util.Set;

/**
 * 50 MB more in each cycle of a burst, half of which the manager does not know. When it has answered with its means for a
 * crisis, the burst is over; the memory is to become small again, and the next burst begins.
 */
public final class RapidMemoryGrowth extends BuiltIn {
    private static final long SPIKE = 50L << 20;
    private static final Set<OptimizationType> CRISIS =
            Set.of(OptimizationType.EMERGENCY_CLEANUP, OptimizationType.MEMORY_PRESSURE_RELIEF);

    /** A burst goes no further, so that it ends before the memory does. */
    private static final double HIGHEST_PERCENT = 85;

    /** With less of the heap live, a burst is cleaned up. */
    private static final double CALM_PERCENT = 50;

    public RapidMemoryGrowth() {
        super(
                "rapid_memory_growth",
                "rapid_growth",
                120,
                "How fast the memory answers when it grows by 50 MB a cycle.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.above("growth in a burst", 100, "MB", result -> result.finding("largest_burst_mb"))
                        .orElse("give more heap with --heap: bursts end at 85 % of it"),
                Expect.below(
                                "cycles at a pressure above 70 until crisis management",
                                3,
                                "",
                                result -> result.finding("cycles_until_crisis_management"))
                        .orElse("lower leastPriority, or raise the priority of memory_pressure_relief"),
                Expect.carriedOut("crisis management", "emergency_cleanup", "memory_pressure_relief"),
                Expect.recovered(),
                Expect.below("time to clean up after a burst", 5, "s", result -> result.finding("slowest_recovery_s"))
                        .dependingOnSpeed()
                        .orElse("carry out more optimizations per cycle (optimizationsPerCycle)"),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        Recoveries recoveries = new Recoveries(run, CALM_PERCENT);
        double largest = 0;
        int answer = 0;
        while (!run.isOver()) {
            long grown = 0;
            int pressed = 0;
            boolean crisis = false;
            Ballast ballast = run.ballast();
            // A burst that has begun goes on beyond the time: on a slow machine it would be the only one.
            while (!run.isStopped() && !crisis && run.usedPercent() < HIGHEST_PERCENT) {
                CycleOutcome outcome = run.cycle(() -> {
                    ballast.add(SPIKE / 2);
                    return agent.turn() + filling.add(SPIKE / 2);
                });
                grown += SPIKE;
                if (outcome != null && outcome.assessment().pressure() > 70) {
                    crisis = outcome.results().stream()
                            .anyMatch(each -> CRISIS.contains(each.request().type()));
                    answer = Math.max(answer, ++pressed);
                }
            }
            ballast.drop();
            largest = Math.max(largest, grown / 1048576.0);
            run.finding("largest_burst_mb", largest);
            run.finding("cycles_until_crisis_management", answer);
            recoveries.recover(() -> filling.rest() + agent.turn());
        }
    }
}
