package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.GrowingRegistry;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/** An agent with a registry that only grows, the faster the longer it goes on. */
public final class MemoryLeakSimulation extends BuiltIn {
    /** Part of the heap that leaks in a cycle at factor 1. */
    private static final double LEAK = 0.004;

    public MemoryLeakSimulation() {
        super(
                "memory_leak_simulation",
                "memory_leak",
                180,
                "Whether leaks are found, and what leaked is got back, while an agent retains ever more.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.alerted("memory_leak")
                        .orElse("let the leak grow faster (memory_multiplication_factors), or lower the growth that is"
                                + " no leak in LeakDetector"),
                Expect.carriedOut(
                        "optimization of what leaks", "agent_restart", "emergency_cleanup", "memory_pressure_relief"),
                Expect.freed(),
                Expect.below(
                                "memory growth, as a part of what leaked,",
                                25,
                                "%",
                                result -> 100
                                        * Math.max(0, result.memory().growthMb())
                                        / Math.max(1, result.finding("leaked_mb")))
                        .orElse("attach what leaks to its agent (Agent.attach), so that a restart releases it"),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        GrowingRegistry registry = new GrowingRegistry();
        Agent leaking = run.memory().state().agents().agent("leaking-agent");
        leaking.attach(registry);
        List<Double> factors = run.levels().multiplicationFactors();
        long leaked = 0;
        for (int i = 0; i < factors.size(); i++) {
            double factor = factors.get(i);
            long bytes = (long) (LEAK * factor * run.capacity());
            run.level("memory_multiplication_factors", factor);
            // The last tenth is without a leak: what is there then has leaked for good.
            while (!run.isPast(0.9 * (i + 1) / factors.size())) {
                CycleOutcome unused = run.cycle(() -> leaking.work(() -> {
                            registry.retain(bytes);
                            return 1;
                        })
                        + agent.turn());
                leaked += bytes;
            }
        }
        run.finding("leaked_mb", leaked / 1048576.0);
        while (!run.isOver()) {
            leaking.heartbeat();
            CycleOutcome unused = run.cycle(agent::turn);
        }
    }
}
