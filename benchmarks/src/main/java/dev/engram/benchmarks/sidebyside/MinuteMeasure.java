package dev.engram.benchmarks.sidebyside;

/** What arrives of a minute at 100,000 calls a second. */
final class MinuteMeasure implements Measure {

    private static final int MILLIS = 60_000;

    @Override
    public String label() {
        return "minute";
    }

    @Override
    public boolean applies(Variant variant) {
        return variant == Variant.ENGRAM;
    }

    @Override
    public boolean repeats(Pace pace) {
        return false;
    }

    @Override
    public void run(Variant variant, Run run) throws BenchmarkException, InterruptedException {
        try (Child child = run.start(variant, label())) {
            child.ask("pace 100000 2000", 60);
            long before = run.sink().settled();
            double calls = Child.number(child.ask("pace 100000 " + MILLIS, 120), "calls");
            long spans = run.sink().settled() - before;
            run.samples().add(Figure.MINUTE_DELIVERED, variant, Run.delivered(variant, spans, calls));
            child.end();
        }
    }
}
