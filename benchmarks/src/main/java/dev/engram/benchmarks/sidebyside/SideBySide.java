package dev.engram.benchmarks.sidebyside;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code benchmarks/side-by-side}. Exit codes: 0 done, 1 something could not be measured, 2 wrong usage. */
@Command(
        name = "side-by-side",
        description = "Runs one application under Engram and under other agents, and prints what each adds to it.",
        sortOptions = false)
public final class SideBySide implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--quick", description = "Under 5 minutes, and less exact.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "measure",
            description = "Some of burst, load, minute, redis, start; without it all, with --quick burst, load, start.")
    private List<String> only = List.of();

    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "variant",
            description = "Some of none, engram, engram-unsampled, engram-disabled, otel, datadog, elastic, sdk;"
                    + " none is always among them.")
    private List<String> variants = List.of();

    @Option(names = "--repeat", paramLabel = "rounds", description = "Rounds over all variants, 1 to 100.")
    private @Nullable Integer repeat;

    @Option(names = "--burst", paramLabel = "calls", description = "Calls in a burst, 100 to 100000; 400 without it.")
    private @Nullable Integer burst;

    @Option(
            names = "--pause",
            paramLabel = "ms",
            description = "After each burst, 1 to 10000; 50 without it, with --quick 40.")
    private @Nullable Integer pause;

    @Option(names = "--java", paramLabel = "JDK", description = "The home of the JDK that runs the application.")
    private Path javaHome = Path.of(System.getProperty("java.home"));

    @Option(names = "--root", hidden = true, description = "The source tree.")
    private Path root = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    @SuppressWarnings("UnusedVariable") // picocli sees that it is there
    private boolean help;

    private final List<String> troubles = new ArrayList<>();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private SideBySide() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new SideBySide());
        line.setParameterExceptionHandler((wrong, given) -> {
            System.err.println("side-by-side: " + wrong.getMessage());
            return 2;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Pace pace = pace();
        Setup setup = new Setup(root.toAbsolutePath().normalize(), java(), 0);
        Path classes = setup.root().resolve("benchmarks/target/benchmarks.jar");
        List<Variant> chosen = chosen();
        long start = System.nanoTime();
        double load = Machine.load();
        Samples samples = new Samples();
        try (RedisMeasure redis = new RedisMeasure();
                SinkProcess sink = SinkProcess.start(setup, classes)) {
            List<Measure> measures = chosen(redis);
            Run run = new Run(new Setup(setup.root(), setup.java(), sink.port()), sink, samples, pace);
            measure(measures, chosen, run);
        } catch (BenchmarkException failed) {
            progress.println("side-by-side: " + failed.getMessage());
            return 1;
        }
        head(load, Duration.ofNanos(System.nanoTime() - start), pace, setup);
        Report report = new Report(samples, chosen);
        report.print(out);
        out.println();
        report.printBudgets(out);
        out.println();
        notes();
        return troubles.isEmpty() ? 0 : 1;
    }

    private Pace pace() {
        Pace pace = quick ? Pace.quick() : Pace.full();
        pace = repeat == null ? pace : pace.withRounds(within("--repeat", repeat, 1, 100));
        pace = burst == null ? pace : pace.withBurst(within("--burst", burst, 100, 100_000));
        return pause == null ? pace : pace.withPause(within("--pause", pause, 1, 10_000));
    }

    private int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " is a number from " + least + " to " + most + ", not " + value + ".");
        }
        return value;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Path java() {
        Path java = javaHome.resolve("bin").resolve("java");
        if (!Files.isExecutable(java)) {
            throw wrong("--java " + javaHome + " is no home of a JDK: it has no bin/java.");
        }
        return java;
    }

    /** No agent is always there, and first: the others' figures are what they add to its. */
    private List<Variant> chosen() {
        List<Variant> chosen = names().pick("--variants", variants, List.of(Variant.values()), Variant::label);
        if (!chosen.contains(Variant.NONE)) {
            chosen.add(0, Variant.NONE);
        }
        return chosen;
    }

    private List<Measure> chosen(RedisMeasure redis) {
        List<Measure> all =
                List.of(new BurstMeasure(), new LoadMeasure(), new StartMeasure(), redis, new MinuteMeasure());
        List<String> wanted = only.isEmpty() && quick ? List.of("burst", "load", "start") : only;
        return names().pick("--only", wanted, all, Measure::label);
    }

    private Names names() {
        return new Names(spec.commandLine());
    }

    private void measure(List<Measure> measures, List<Variant> chosen, Run run) throws InterruptedException {
        for (int round = 0; round < run.pace().rounds(); round++) {
            List<Variant> others = new ArrayList<>(chosen.subList(1, chosen.size()));
            Collections.rotate(others, -round);
            for (Measure measure : measures) {
                if (round == 0 || measure.repeats(run.pace())) {
                    measure(measure, Variant.NONE, round, run);
                    for (Variant variant : others) {
                        measure(measure, variant, round, run);
                    }
                }
            }
        }
    }

    private void measure(Measure measure, Variant variant, int round, Run run) throws InterruptedException {
        if (!measure.applies(variant)) {
            return;
        }
        long start = System.nanoTime();
        try {
            measure.run(variant, run);
            progress.printf(
                    "round %d of %d, %s, %s: %.1f s%n",
                    round + 1,
                    run.pace().rounds(),
                    measure.label(),
                    variant.title(),
                    (System.nanoTime() - start) / 1e9);
        } catch (BenchmarkException failed) {
            String trouble = variant.title() + ", " + measure.label() + ": " + failed.getMessage();
            troubles.add(trouble);
            progress.println("side-by-side: " + trouble);
        }
    }

    private void head(double load, Duration took, Pace pace, Setup setup) throws BenchmarkException {
        out.println("## Side by side, "
                + ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
        out.println();
        out.println("- Machine: " + Machine.describe() + "; load before " + load);
        out.println("- JDK of the application: " + JavaVersion.of(setup.java()));
        out.println("- Versions: Engram " + System.getProperty("engram.version", "of this source tree") + ", "
                + versions(setup));
        out.println("- Command: `benchmarks/side-by-side" + arguments() + "`; it took " + took.toMinutes() + " min "
                + took.toSecondsPart() + " s");
        out.println("- Medians of " + pace.rounds() + " rounds"
                + (pace.repeatsBurstsOnly() ? " of bursts, one of the rest" : "")
                + " (least–most); bursts of " + pace.burst()
                + " calls with pauses of " + pace.pauseMillis() + " ms; the column *no agent* is absolute, the others"
                + " are what is added to it; × is the ratio to Engram");
        out.println();
    }

    private String arguments() {
        StringBuilder text = new StringBuilder();
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).equals("--root")) {
                i++;
            } else {
                text.append(' ').append(given.get(i));
            }
        }
        return text.toString();
    }

    private static String versions(Setup setup) throws BenchmarkException {
        List<String> names = new ArrayList<>();
        for (Path jar : setup.jars("peers")) {
            names.add(jar.getFileName().toString().replace(".jar", ""));
        }
        for (Path jar : setup.jars("sdk")) {
            String name = jar.getFileName().toString();
            if (name.startsWith("opentelemetry-sdk-trace")) {
                names.add(name.replace(".jar", ""));
            }
        }
        return String.join(", ", names);
    }

    private void notes() throws IOException {
        try (var text = SideBySide.class.getResourceAsStream("notes.md")) {
            if (text == null) {
                throw new IOException("notes.md is missing in benchmarks.jar");
            }
            out.print(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (!troubles.isEmpty()) {
            out.println();
            out.println("Not measured:");
            out.println();
            troubles.forEach(trouble -> out.println("- " + trouble));
        }
    }
}
