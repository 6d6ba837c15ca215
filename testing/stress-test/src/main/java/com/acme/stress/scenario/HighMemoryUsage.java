package com.acme.stress.scenario;

import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import java.util.List;

/**
 * The heap fills gradually to 80 %, and is filled again whenever the manager has made room. Most of it the manager does not know: what
 * it knows it lets go so soon that the heap would never be so full.
 */
public final class HighMemoryUsage extends BuiltIn {
    private static final double TARGET = 80;
    private static final double KNOWN_PERCENT = 15;

    /** Cycles at the target at least, however slow the machine is. */
    private static final int LEAST_CYCLES = 3;

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
                Expect.above(
                        "pressure score",
                        70,
                        "points",
                        result -> result.pressure().peak()),
                Expect.alerted("high_memory_pressure"),
                Expect.carriedOut(
                        "aggressive strategies", "memory_pressure_relief", "emergency_cleanup", "garbage_collection"),
                Expect.freed(),
                Expect.stability(70));
    }

    @Override
    public void load(StressRun run) throws InterruptedException {
        AgentWork agent = new AgentWork(run.memory().state(), "agent-1");
        Filling filling = new Filling(run);
        Ballast ballast = new Ballast(run);
        List<Integer> targets = run.levels().pressureTargets().stream()
                .filter(each -> each < TARGET)
                .toList();
        for (int i = 0; i < targets.size(); i++) {
            double target = targets.get(i);
            run.level("memory_pressure_targets", target);
            for (int cycles = 0; !run.isStepDone(0.5 * (i + 1) / targets.size(), cycles); cycles++) {
                run.cycle(() -> fill(run, target, ballast, filling) + agent.turn());
            }
        }
        run.level("memory_pressure_targets", TARGET);
        for (int cycles = 0; !run.isOver() || cycles < LEAST_CYCLES; cycles++) {
            run.cycle(() -> fill(run, TARGET, ballast, filling) + agent.turn());
        }
    }

    private static int fill(StressRun run, double target, Ballast ballast, Filling filling) {
        ballast.fillTo(target - KNOWN_PERCENT);
        return filling.fillTo(target + 1, run.capacity() / 4);
    }
}
