package dev.engram.demo;

import dev.engram.collector.server.CollectorOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code engram demo bench}: the benchmark of the application's memory, without and with the agent in turn. Exit code 0 when
 * it was measured, whether or not the targets are met; 1 with one sentence when not.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measure the memory operations of the demo application without and with the agent.")
final class BenchCommand implements Callable<Integer> {
    private static final Duration RUN_WITHIN = Duration.ofMinutes(5);
    private static final int MOST_ROUNDS = 100;

    @Option(
            names = "--rounds",
            paramLabel = "NUMBER",
            defaultValue = "3",
            description =
                    "Number of runs without the agent, and with it; medians are compared. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description =
                    "Compare with the runs in this file, and name what became slower by more than the rounds differ.")
    private @Nullable Path baseline;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write the runs to this file, as a baseline for later.")
    private @Nullable Path save;

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new ParameterException(line, "--rounds is " + rounds + "; give 1 to " + MOST_ROUNDS + ".");
        }
        return GuardedRun.run(line, DemoCommand.NAME, belongings -> bench(belongings, line.getOut()));
    }

    private void bench(StartedResources belongings, PrintWriter out) throws DemoException, InterruptedException {
        // Before minutes of work.
        BenchBaseline before = baseline == null ? null : BenchBaseline.read(baseline);
        Parts parts = Parts.in(tree.path());
        parts.check();
        Servers servers = Servers.start(CollectorOptions.onFreePorts(), belongings);
        List<BenchRun> without = new ArrayList<>();
        List<BenchRun> with = new ArrayList<>();
        for (int i = 1; i <= rounds; i++) {
            // Whoever comes second finds a warmer machine, so they take turns at that.
            for (boolean agent : i % 2 == 1 ? List.of(false, true) : List.of(true, false)) {
                out.println(
                        "Round " + i + " of " + rounds + (agent ? ", with the agent ..." : ", without the agent ..."));
                out.flush();
                (agent ? with : without).add(run(parts, servers, agent, belongings));
            }
        }
        BenchReport report = new BenchReport(without, with);
        out.print("\n" + report.timings() + "\n" + report.targets());
        out.println("\nAdvice of the application's memory: " + report.advice() + ".");
        BenchBaseline now = new BenchBaseline(without, with);
        if (before != null) {
            List<String> regressions = before.regressions(now);
            out.println("\nAgainst " + baseline + ": "
                    + (regressions.isEmpty() ? "nothing is slower by more than the rounds differ." : ""));
            regressions.forEach(each -> out.println("- " + each));
        }
        if (save != null) {
            now.save(save);
            out.println("\nThe runs are in " + save + "; compare later ones by --baseline " + save + ".");
        }
        out.flush();
    }

    private static BenchRun run(Parts parts, Servers servers, boolean agent, StartedResources belongings)
            throws DemoException, InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Supervised application = belongings.add(DemoApplication.start(
                parts, agent, servers.redis().url(), servers.otlp(), List.of("bench", "--json"), lines::add));
        OptionalInt code = application.waitFor(RUN_WITHIN);
        String last = lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
        if (code.isEmpty()) {
            throw new DemoException("The benchmark did not end within " + RUN_WITHIN.toSeconds() + " s.");
        }
        if (code.getAsInt() != 0) {
            throw new DemoException("The benchmark failed with exit code " + code.getAsInt() + "; it said: " + last);
        }
        return BenchRun.of(
                lines.stream().filter(each -> each.startsWith("{")).findFirst().orElse(last));
    }
}
