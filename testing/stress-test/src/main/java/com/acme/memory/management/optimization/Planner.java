package com.acme.memory.management.optimization;

import com.acme.memory.management.analysis.Assessment;
import com.acme.memory.management.analysis.MemorySample;
import com.acme.memory.management.analysis.ReferenceMegabytes;
import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.HeldBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of an assessment what should be done. */
public final class Planner {
    /** What an agent keeps when it works well, in megabytes of the reference. */
    private static final double AGENT_BASELINE = 8;

    /** What is smaller is not worth an optimization of its own. */
    private static final long LEAST_BYTES = 32 << 10;

    private static final long LEAST_CACHE = 256 << 10;

    private static final double MILLIS_AN_HOUR = 3_600_000;

    /** The reason of a request that is made because the time between two clean-ups is over. */
    public static final String CLEAN_UP = "the last clean-up is long ago";

    private Planner() {}

    /**
     * Queues what should be done and does not wait yet; returns what was queued.
     *
     * @param cleanUpIsDue whether the time between two clean-ups is over
     */
    public static List<OptimizationRequest> plan(
            Assessment assessment, List<Agent> agents, boolean cleanUpIsDue, OptimizationQueue queue) {
        List<OptimizationRequest> queued = new ArrayList<>();
        for (PlannedOptimization each : new Plan(assessment).of(agents, cleanUpIsDue)) {
            if (!queue.hasWaiting(each.type(), each.target())) {
                OptimizationRequest request =
                        queue.offer(each.type(), each.priority(), each.estimatedBytes(), each.reason(), each.target());
                if (request != null) {
                    queued.add(request);
                }
            }
        }
        return List.copyOf(queued);
    }

    /** 100 up to the baseline, 50 at one and a half of it, less beyond. */
    static double efficiency(double ratio) {
        if (ratio <= 1) {
            return 100;
        }
        return ratio <= 1.5 ? 100 - 100 * (ratio - 1) : Math.max(0, 50 - 50 * (ratio - 1.5));
    }

    private static final class Plan {
        private final Assessment assessment;
        private final MemorySample sample;
        private final List<PlannedOptimization> plan = new ArrayList<>();

        Plan(Assessment assessment) {
            this.assessment = assessment;
            this.sample = assessment.statistics().sample();
        }

        List<PlannedOptimization> of(List<Agent> agents, boolean cleanUpIsDue) {
            HeldBytes held = assessment.statistics().held();
            double used = sample.usedPercent();
            if (used > 95) {
                add(OptimizationType.EMERGENCY_CLEANUP, 10, held.total(), "more than 95 % of the heap is used", null);
            }
            if (used > 80) {
                add(OptimizationType.GARBAGE_COLLECTION, 8, bytes(50), "more than 80 % of the heap is used", null);
            }
            if (assessment.pressure() > 70) {
                add(OptimizationType.MEMORY_PRESSURE_RELIEF, 9, bytes(100), "the pressure is above 70", null);
            }
            if (assessment.prediction().percent() > 90) {
                add(OptimizationType.PREDICTIVE_CLEANUP, 7, bytes(75), "more than 90 % will be used", null);
            }
            if (cleanUpIsDue) {
                add(OptimizationType.PREDICTIVE_CLEANUP, 7, bytes(75), CLEAN_UP, null);
            }
            long trimmable = assessment.statistics().trimmableBytes();
            if (trimmable > LEAST_BYTES && trimmable >= held.sessions() / 2) {
                add(OptimizationType.OBJECT_CLEANUP, 5, trimmable, "half of the messages of sessions are old", null);
            }
            if (megabytes(held.vectors()) > 500) {
                long part = (long) (0.3 * held.vectors());
                add(OptimizationType.VECTOR_STORE_CLEANUP, 7, part, "documents have more than 500 MB of 1,024", null);
            }
            if (megabytes(held.embeddings()) > 100) {
                long half = held.embeddings() / 2;
                add(
                        OptimizationType.EMBEDDING_CACHE_CLEANUP,
                        6,
                        half,
                        "embeddings have more than 100 MB of 1,024",
                        null);
            } else if (held.embeddings() > LEAST_CACHE && held.embeddings() >= held.vectors() / 2) {
                long half = held.embeddings() / 2;
                add(
                        OptimizationType.EMBEDDING_CACHE_CLEANUP,
                        5,
                        half,
                        "embeddings have more than half of what documents have",
                        null);
            }
            long holes = assessment.statistics().holeBytes();
            if (holes > 0 && holes >= held.vectors() / 4) {
                add(OptimizationType.VECTOR_INDEX_COMPACTION, 5, holes, "a quarter of the vector store is holes", null);
            }
            agents.forEach(this::addAgent);
            return plan;
        }

        /** An hour's growth says little of an agent that just began, so it must also have grown by as much as that. */
        private void addAgent(Agent agent) {
            long bytes = agent.bytes();
            double grown = megabytes(bytes) - AGENT_BASELINE;
            double hours = Math.max(1, sample.at() - agent.startedAt()) / MILLIS_AN_HOUR;
            if (grown > 20 && grown / hours > 20) {
                int priority = assessment.leaks().isLeaking() ? 8 : 6; // who grows while something leaks is who leaks
                add(
                        OptimizationType.AGENT_RESTART,
                        priority,
                        bytes(grown),
                        "the agent grows by more than 20 MB an hour",
                        agent.id());
            } else if (efficiency(megabytes(bytes) / AGENT_BASELINE) < 50) {
                add(
                        OptimizationType.AGENT_OPTIMIZATION,
                        5,
                        bytes / 5,
                        "the agent has more than one and a half of its share",
                        agent.id());
            }
        }

        private void add(OptimizationType type, int priority, long estimate, String reason, @Nullable String target) {
            plan.add(new PlannedOptimization(type, priority, estimate, reason, target));
        }

        private double megabytes(long bytes) {
            return ReferenceMegabytes.of(bytes, sample.capacityBytes());
        }

        private long bytes(double megabytes) {
            return ReferenceMegabytes.toBytes(megabytes, sample.capacityBytes());
        }
    }
}
