package dev.engram.benchmarks.sidebyside;

import java.util.Map;

/** What a call costs the application's thread when no queue is full. */
final class BurstMeasure implements Measure {

    /** Enough for the JIT's last word. */
    private static final int WARM_CALLS = 200_000;

    private static final int WARM_PAUSE = 3;

    @Override
    public String label() {
        return "burst";
    }

    @Override
    public boolean applies(Variant variant) {
        return true;
    }

    @Override
    public void run(Variant variant, Run run) throws BenchmarkException, InterruptedException {
        Pace pace = run.pace();
        long before;
        double calls;
        try (Child child = run.start(variant, label())) {
            child.ask(order(1, pace.burst(), WARM_PAUSE, WARM_CALLS / pace.burst(), 1), 120);
            // In the warm-up more comes than some can send.
            before = run.sink().settled();
            Map<String, String> one = child.ask(order(1, pace.burst(), pace.pauseMillis(), 5, pace.bursts()), 300);
            Map<String, String> two = child.ask(order(2, pace.burst() / 2, pace.pauseMillis(), 5, pace.bursts()), 300);
            calls = Child.number(one, "calls") + Child.number(two, "calls");
            child.end();
            run.samples().addOver(Figure.BURST_1, variant, Child.number(one, "nanos"));
            run.samples().addOver(Figure.BYTES, variant, Child.number(one, "bytes"));
            run.samples().addOver(Figure.BURST_2, variant, Child.number(two, "nanos"));
        }
        double delivered = Run.delivered(variant, run.sink().spans() - before, calls);
        if (variant.exports()) {
            run.samples().add(Figure.BURST_DELIVERED, variant, delivered);
        }
    }

    static String order(int threads, int calls, int pauseMillis, int warm, int measured) {
        return "burst " + threads + " " + calls + " " + pauseMillis + " " + warm + " " + measured;
    }
}
