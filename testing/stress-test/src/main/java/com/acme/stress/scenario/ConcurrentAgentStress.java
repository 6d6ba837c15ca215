package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Agents that work at the same time on sessions that they share, more and more of them, while the memory is managed. */
public final class ConcurrentAgentStress extends BuiltIn {
    private static final int AGENTS = 5;

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
                Expect.atLeast("agents at the same time", AGENTS, "", Expect::highestLevel)
                        .orElse("raise concurrent_agents"),
                Expect.below(
                                "messages of shared sessions that are lost",
                                1,
                                "",
                                result -> result.finding("lost_messages"))
                        .orElse(
                                "look for the errors of the agents: a message is written to Redis before its turn ends"),
                Expect.carriedOut("optimizations of single agents", "agent_optimization", "agent_restart"),
                Expect.meanResponseBelow(1),
                Expect.errorsBelow(1),
                Expect.stability(70));
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
            while (!run.isPast(until)) {
                CycleOutcome unused = run.cycle(() -> (int) operations.sumThenReset());
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
