package dev.engram.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is added to the start of a small application, and to the memory and the threads that it has then. */
final class StartMeasure implements Measure {

    private static final String APPLICATION = "com.acme.notes.SmallApp";
    private static final long SETTLE_MILLIS = 1500;

    @Override
    public String label() {
        return "start";
    }

    @Override
    public boolean applies(Variant variant) {
        return variant != Variant.ENGRAM_UNSAMPLED;
    }

    @Override
    public boolean repeats(Pace pace) {
        return !pace.repeatsBurstsOnly();
    }

    @Override
    public void run(Variant variant, Run run) throws BenchmarkException, InterruptedException {
        Setup setup = run.setup();
        Samples samples = run.samples();
        long before = run.sink().spans();
        try (Child child = Child.start(
                setup,
                variant.label() + "-" + label(),
                run.options(variant),
                variant.classPath(setup),
                APPLICATION,
                List.of(variant.memory(setup)))) {
            child.answer(60);
            double millis = (System.nanoTime() - child.startedNanos()) / 1e6;
            Thread.sleep(SETTLE_MILLIS);
            Map<String, String> takes = child.ask("", 10);
            samples.addOver(Figure.START, variant, millis);
            samples.addOver(Figure.RSS, variant, Child.number(takes, "rss") / 1024);
            samples.addOver(Figure.THREADS, variant, Child.number(takes, "threads"));
            if (run.pace().idleMillis() > 0) {
                idle(variant, run, child, takes);
            }
            child.end();
        }
        Run.delivered(variant, run.sink().spans() - before, 1);
        jar(variant, run);
    }

    private static void idle(Variant variant, Run run, Child child, Map<String, String> before)
            throws BenchmarkException, InterruptedException {
        if (!run.samples().of(Figure.IDLE, variant).isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        Thread.sleep(run.pace().idleMillis());
        double nanos = System.nanoTime() - start;
        double cpu = Child.number(child.ask("", 10), "cpu") - Child.number(before, "cpu");
        run.samples().addOver(Figure.IDLE, variant, 100 * cpu / nanos);
    }

    private static void jar(Variant variant, Run run) throws BenchmarkException {
        Path jar = variant.agent(run.setup());
        if (jar == null || !run.samples().of(Figure.JAR, variant).isEmpty()) {
            return;
        }
        try {
            run.samples().add(Figure.JAR, variant, Files.size(jar) / 1e6);
        } catch (IOException gone) {
            throw new BenchmarkException(jar + " cannot be read.");
        }
    }
}
