package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.optimization.OptimizationRequest;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;
import java.util.Random;

/** More requests for optimization than can be carried out, of all kinds and priorities. */
public final class OptimizationOverload extends BuiltIn {
    private static final int LEAST_AT_ONCE = 10;

    public OptimizationOverload() {
        super(
                "optimization_overload",
                "overload",
                120,
                "How the memory deals with more requests for optimization than it can carry out.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.atLeast("most requests in a cycle", LEAST_AT_ONCE, "", Expect::highestLevel)
                        .orElse("raise optimization_requests_per_cycle"),
                Expect.atLeast("requests that waited", 1, "", result -> result.finding("most_waiting"))
                        .orElse("raise optimization_requests_per_cycle: the manager kept up"),
                Expect.below("optimizations before a more urgent one", 1, "", result -> result.finding("out_of_order"))
                        .orElse("repair the order of OptimizationQueue"),
                Expect.atLeast(
                                "optimizations that succeeded",
                                95,
                                "%",
                                result -> result.optimizations().successRate())
                        .orElse("look in the log for the reason of each optimization that failed"),
                Expect.meanResponseBelow(2),
                Expect.errorsBelow(1),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Random random = new Random(3);
        OptimizationType[] types = OptimizationType.values();
        List<Integer> levels = run.levels().optimizationRequests();
        long outOfOrder = 0;
        int mostWaiting = 0;
        for (int i = 0; i < levels.size(); i++) {
            int requests = levels.get(i);
            run.level("optimization_requests_per_cycle", requests);
            for (int cycles = 0; !run.isDone((i + 1.0) / levels.size(), cycles, 1); cycles++) {
                CycleOutcome outcome = run.cycle(() -> {
                    for (int j = 0; j < requests; j++) {
                        var unused = run.memory()
                                .request(types[random.nextInt(types.length)], 1 + random.nextInt(10), 1 << 20, null);
                    }
                    return agent.turn();
                });
                mostWaiting = Math.max(mostWaiting, run.memory().waiting().size());
                outOfOrder +=
                        outcome == null ? 0 : outOfOrder(outcome, run.memory().waiting());
            }
        }
        run.finding("most_waiting", mostWaiting);
        run.finding("out_of_order", (double) outOfOrder);
    }

    /** How many were carried out although something more urgent came later or still waits. */
    private static long outOfOrder(CycleOutcome outcome, List<OptimizationRequest> waiting) {
        List<OptimizationResult> results = outcome.results();
        int mostUrgentLater =
                waiting.stream().mapToInt(OptimizationRequest::priority).max().orElse(0);
        long count = 0;
        for (int i = results.size() - 1; i >= 0; i--) {
            int priority = results.get(i).request().priority();
            count += priority < mostUrgentLater ? 1 : 0;
            mostUrgentLater = Math.max(mostUrgentLater, priority);
        }
        return count;
    }
}
