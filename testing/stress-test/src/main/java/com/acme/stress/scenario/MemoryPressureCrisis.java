package com.acme.stress.scenario;

import com.acme.memory.management.CycleOutcome;
import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.ArrayList;
import java.util.List;

/** The heap fills to 95 % with what the manager cannot let go; then that goes, and the memory is to recover. */
public final class MemoryPressureCrisis extends BuiltIn {
    private static final double TARGET = 95;
    private static final double STRESS_SHARE = 0.7;
    private static final double CALM_PRESSURE = 60;

    /** Cycles that the recovery has at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 40;

    public MemoryPressureCrisis() {
        super(
                "memory_pressure_crisis",
                "crisis",
                180,
                "How the memory survives when 95 % of the heap's capacity is in use, and recovers from it.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.reached(TARGET),
                Expect.above(
                        "pressure score",
                        85,
                        "points",
                        result -> result.pressure().peak()),
                Expect.alerted("high_memory_usage"),
                Expect.carriedOut("emergency strategies", "emergency_cleanup"),
                Expect.recovered(),
                Expect.below("error rate", 5, "%", result -> result.errors().rate()),
                Expect.stability(50));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        Ballast ballast = new Ballast(run);
        List<Double> targets = new ArrayList<>();
        run.levels().pressureTargets().stream()
                .filter(each -> each < TARGET)
                .forEach(each -> targets.add((double) each));
        targets.add(TARGET);
        for (int i = 0; i < targets.size(); i++) {
            double target = targets.get(i);
            run.level("memory_pressure_targets", target);
            for (int cycles = 0; !run.isStepDone(STRESS_SHARE * (i + 1) / targets.size(), cycles); cycles++) {
                run.cycle(() -> {
                    // Most of it the manager cannot let go; the rest it can, so that there is something to do.
                    ballast.fillTo(target - 8);
                    return agent.turn() + filling.fillTo(target + 2, run.capacity() / 6);
                });
            }
        }
        ballast.drop();
        run.recoveryBegins();
        boolean calm = false;
        for (int cycles = 0; !run.isOver() || (!calm && cycles < LEAST_CYCLES); cycles++) {
            CycleOutcome outcome = run.cycle(agent::turn);
            if (!calm && outcome != null && outcome.pressureAfter() < CALM_PRESSURE) {
                calm = true;
                run.recovered();
            }
        }
    }
}
