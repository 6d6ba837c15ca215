package com.acme.stress.scenario;

import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/** The heap fills gradually to 80 %, and is filled again whenever the manager has made room. */
public final class HighMemoryUsage extends BuiltIn {
    private static final int TARGET = 80;

    public HighMemoryUsage() {
        super(
                "high_memory_usage",
                "high_memory",
                240,
                "How the memory behaves when the heap is filled to 80 % of its capacity and kept there.");
    }

    @Override
    public List<Expectation> expectations() {
        return List.of(
                Expect.reached(TARGET),
                Expect.pressureAbove(70),
                Expect.alerted("high_memory_pressure"),
                Expect.carriedOut(
                        "aggressive strategies", "memory_pressure_relief", "emergency_cleanup", "garbage_collection"),
                Expect.freed(),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        HeapSteps steps = new HeapSteps(run, 15, 1, 0.25);
        steps.climb(
                run.levels().pressureTargets().stream()
                        .filter(each -> each < TARGET)
                        .toList(),
                0,
                0.5);
        steps.climb(List.of(TARGET), 0.5, 1);
    }
}
