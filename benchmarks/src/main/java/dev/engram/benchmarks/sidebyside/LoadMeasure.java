package dev.engram.benchmarks.sidebyside;

import java.util.Map;

/** What arrives, and what it costs the whole process, at two paces and at full speed. */
final class LoadMeasure implements Measure {

    @Override
    public String label() {
        return "load";
    }

    @Override
    public boolean applies(Variant variant) {
        return variant == Variant.NONE || variant.exports();
    }

    @Override
    public boolean repeats(Pace pace) {
        return !pace.repeatsBurstsOnly();
    }

    @Override
    public void run(Variant variant, Run run) throws BenchmarkException, InterruptedException {
        try (Child child = run.start(variant, label())) {
            child.ask("full 1000", 60);
            child.ask("pace 100000 2000", 60);
            run.sink().settled();
            // The faster first: it warms what the slower needs.
            paced(variant, run, child, 100_000, Figure.PACE_100K_CPU, Figure.PACE_100K_DELIVERED);
            paced(variant, run, child, 10_000, Figure.PACE_10K_CPU, Figure.PACE_10K_DELIVERED);
            full(variant, run, child);
            child.end();
        }
    }

    private static void full(Variant variant, Run run, Child child) throws BenchmarkException, InterruptedException {
        String order = "full " + run.pace().fullMillis();
        Load load = load(variant, run, child, order, Figure.FULL_CPU, Figure.FULL_DELIVERED);
        run.samples().addOver(Figure.FULL_NANOS, variant, Child.number(load.answer(), "nanos"));
        if (variant != Variant.NONE) {
            double own = Child.number(load.answer(), "own") / 1e3;
            run.samples().add(Figure.FULL_BACKGROUND, variant, (load.cpuMicros() - own) / load.spans());
        }
    }

    private static void paced(Variant variant, Run run, Child child, int perSecond, Figure cpu, Figure delivered)
            throws BenchmarkException, InterruptedException {
        load(variant, run, child, "pace " + perSecond + " " + run.pace().pacedMillis(), cpu, delivered);
    }

    private record Load(Map<String, String> answer, double cpuMicros, long spans) {}

    private static Load load(Variant variant, Run run, Child child, String order, Figure cpu, Figure delivered)
            throws BenchmarkException, InterruptedException {
        long spansBefore = run.sink().spans();
        double cpuBefore = Child.number(child.ask("cpu", 10), "nanos");
        Map<String, String> answer = child.ask(order, 300);
        double calls = Child.number(answer, "calls");
        // What still lies in queues belongs to these calls: the spans, and the work that they make.
        long spans = run.sink().settled() - spansBefore;
        double cpuMicros = (Child.number(child.ask("cpu", 10), "nanos") - cpuBefore) / 1e3;
        double share = Run.delivered(variant, spans, calls);
        if (variant == Variant.NONE) {
            run.samples().add(cpu, variant, cpuMicros / calls);
        } else {
            run.samples().add(cpu, variant, (cpuMicros - run.samples().lastOfNone(cpu) * calls) / spans);
            run.samples().add(delivered, variant, share);
        }
        return new Load(answer, cpuMicros, spans);
    }
}
