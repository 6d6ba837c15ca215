package com.acme.stress.scenario;

import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.ArrayList;
import java.util.List;

/** The heap fills step by step to 95 % and more; then all that the manager does not know goes at once, and the memory is to recover. */
public final class MemoryPressureCrisis extends BuiltIn {
    private static final int TARGET = 95;
    private static final double STRESS_SHARE = 0.7;

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
                Expect.pressureAbove(85),
                Expect.alerted("high_memory_usage"),
                Expect.carriedOut("emergency strategies", "emergency_cleanup"),
                Expect.recovered(),
                Expect.errorsBelow(5),
                Expect.stability(50));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        HeapSteps steps = new HeapSteps(run, 8, 2, 1.0 / 6);
        List<Integer> targets = new ArrayList<>(run.levels().pressureTargets());
        targets.removeIf(each -> each >= TARGET);
        targets.add(TARGET);
        steps.climb(targets, 0, STRESS_SHARE);
        steps.drop();
        new Recoveries(run, 50).recover(1, steps::turn);
    }
}
