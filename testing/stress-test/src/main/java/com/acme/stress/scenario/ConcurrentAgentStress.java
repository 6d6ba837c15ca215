package com.acme.stress.scenario;

import com.acme.memory.management.optimization.OptimizationType;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import com.acme.stress.StressTestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Agents that work at the same time on sessions that they share, more and more of them, while the memory is managed. */
public final class ConcurrentAgentStress extends BuiltIn {
    private static final int AGENTS = 5;
    private static final int CYCLES_BETWEEN_REQUESTS = 20;

    public ConcurrentAgentStress() {
        super(
                "concurrent_agent_stress",
                "concurrent_agents",
                180,
                "How the memory performs when several agents use it at the same time.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.atLeast("agents at the same time", AGENTS, "", ConcurrentAgentStress::mostAgents),
                Expect.below(
                        "messages of shared sessions that are lost", 1, "", result -> result.finding("lost_messages")),
                Expect.carriedOut("optimizations of single agents", "agent_optimization", "agent_restart"),
                Expect.below(
                        "mean response time",
                        1,
                        "s",
                        result -> result.response().meanMs() / 1000),
                Expect.below("error rate", 1, "%", result -> result.errors().rate()),
                Expect.stability(70));
    }

    private static double mostAgents(StressTestResult result) {
        return result.levels().stream()
                .filter(level -> level.cycles() > 0)
                .mapToDouble(level -> level.value())
                .max()
                .orElse(0);
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        List<Integer> levels = run.levels().concurrentAgents();
        LongAdder turns = new LongAdder();
        long lost = 0;
        for (int i = 0; i < levels.size(); i++) {
            int count = levels.get(i);
            run.level("concurrent_agents", count);
            run.agents(count);
            lost += work(run, count, (i + 1.0) / levels.size(), turns);
            run.finding("lost_messages", (double) lost);
            run.finding(
                    "turns_a_second_with_" + count, (double) turns.sumThenReset() / levelSeconds(run, levels.size()));
        }
        run.agents(1);
    }

    private static double levelSeconds(StressRun run, int levels) {
        return run.duration().toMillis() / 1000.0 / levels;
    }

    private static long work(StressRun run, int count, double until, LongAdder turns) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        LongAdder operations = new LongAdder();
        LongAdder messages = new LongAdder();
        String sessions = "shared-by-" + count;
        for (int i = 1; i <= count; i++) {
            AgentTask task = new AgentTask(
                    new AgentWork(run.memory().state(), "agent-" + i, sessions), run, over, operations, messages);
            Thread thread = new Thread(task::work, "agent-" + i);
            threads.add(thread);
            thread.start();
        }
        try {
            for (int i = 1; !run.isPast(until); i++) {
                if (i % CYCLES_BETWEEN_REQUESTS == 0) {
                    var unused = run.memory()
                            .request(OptimizationType.AGENT_OPTIMIZATION, 7, 1 << 20, "agent-" + (1 + i % count));
                }
                run.cycle(() -> (int) operations.sumThenReset());
            }
        } finally {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        turns.add(messages.sum() / AgentTask.MESSAGES);
        return SharedSessions.lost(run.memory().state(), sessions, messages.sum());
    }
}
