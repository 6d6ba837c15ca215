package dev.engram.stresstest;

import com.acme.stress.StressScenario;
import dev.engram.demo.DemoException;
import dev.engram.demo.Parts;
import dev.engram.stresstest.config.ConfigException;
import dev.engram.stresstest.config.ConfigFile;
import dev.engram.stresstest.config.StressTestConfig;
import dev.engram.stresstest.console.LiveConsole;
import dev.engram.stresstest.console.LogFile;
import dev.engram.stresstest.console.LoggedProgress;
import dev.engram.stresstest.report.BaselineFile;
import dev.engram.stresstest.report.Outputs;
import dev.engram.stresstest.run.Baseline;
import dev.engram.stresstest.run.Environment;
import dev.engram.stresstest.run.Plan;
import dev.engram.stresstest.run.Progress;
import dev.engram.stresstest.run.RedisSource;
import dev.engram.stresstest.run.Stop;
import dev.engram.stresstest.run.StressTest;
import dev.engram.stresstest.run.StressTestException;
import dev.engram.stresstest.summary.TestSummary;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engram stress-test}. */
@Command(
        name = "stress-test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Put load on the memory of the demo application, in a separate JVM with a bounded heap and a separate Redis, and"
                    + " write a report.",
            "Without any of the first four options, all scenarios run, for the times in the configuration."
        },
        footer = {
            "Exit code: 0 all expectations were met; 1 some were not met, or only a part was run; 2 the test could not run;"
                    + " 3 only expectations that depend on the machine's speed were not met.",
            "Ctrl-C ends the test and writes a report of the part that was run."
        })
final class StressTestCommand implements Callable<Integer> {
    private static final int MET = 0;
    private static final int NOT_MET = 1;
    private static final int COULD_NOT_RUN = 2;
    private static final int TOO_SLOW = 3;
    private static final int QUICK_SECONDS = 15;

    /** Set by the launcher, which knows it; Java tells it since 22 only. */
    private static final String TERMINAL = "engram.terminal";

    /** What to run; one of them. */
    static final class What {
        @Option(
                names = "--scenario",
                paramLabel = "NAME",
                description = "Run one scenario, by its id or its short name.")
        @Nullable
        String scenario;

        @Option(names = "--comprehensive", description = "Run all scenarios.")
        boolean comprehensive;

        @Option(
                names = "--quick",
                description =
                        "Run only the critical scenarios, " + QUICK_SECONDS + " s each unless --duration is given.")
        boolean quick;

        @Option(names = "--list-scenarios", description = "List the scenarios, and run none.")
        boolean list;
    }

    @ArgGroup
    private @Nullable What what;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "How long the load of each scenario runs.")
    private @Nullable Integer duration;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: " + ConfigFile.NAME + " in this directory, if it exists.")
    private @Nullable Path config;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description =
                    "Also read the configuration's file for this environment, such as stress_test_config.ci.yml for ci.")
    private @Nullable String environment;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Compare with the stress_test_results.json of an earlier test.")
    private @Nullable Path baseline;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "stress-test-results",
            description = "Directory for results, report and log. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("stress-test-results");

    @Option(
            names = "--agent",
            paramLabel = "on|off|both",
            defaultValue = "on",
            description = "Run with the agent, without it, or both to compare them. Default: ${DEFAULT-VALUE}.")
    private Plan.Agent agent = Plan.Agent.ON;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            defaultValue = "512",
            description = "Heap size of the JVM under test, which is its capacity. Default: ${DEFAULT-VALUE}.")
    private int heap = 512;

    @Option(
            names = "--scenarios-jar",
            paramLabel = "JAR",
            description = "A jar with scenarios of your own. May be given several times.")
    private List<Path> jars = new ArrayList<>();

    @Option(names = "--debug", description = "Write details into the log.")
    private boolean debug;

    @Option(names = "--root", paramLabel = "DIRECTORY", hidden = true)
    private @Nullable Path root;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getErr();
        try {
            return run(spec.commandLine().getOut());
        } catch (DemoException | ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> err.println("engram stress-test: " + line));
            err.flush();
            return COULD_NOT_RUN;
        }
    }

    private int run(PrintWriter console) throws DemoException, ConfigException, InterruptedException {
        Selection selection = new Selection(loader());
        if (what != null && what.list) {
            selection
                    .all()
                    .forEach(each -> console.printf("%-24s %-18s %s%n", each.id(), each.shortName(), each.purpose()));
            console.flush();
            return MET;
        }
        Plan plan = plan(selection);
        Baseline earlier = baseline == null ? Baseline.NONE : BaselineFile.read(baseline);
        Parts parts = parts(root == null ? Parts.root() : root.toAbsolutePath());
        parts.check();
        Outputs outputs = Outputs.in(out);
        LiveConsole live = new LiveConsole(console, Boolean.getBoolean(TERMINAL));
        List<String> problems = new ArrayList<>();
        try (LogFile log = outputs.log(debug, problem -> {
            problems.add(problem);
            live.say(problem);
        })) {
            Progress progress = new LoggedProgress(live, log);
            Environment with = new Environment(parts, RedisSource::embedded, earlier, progress, log);
            return run(plan, with, outputs, problems);
        }
    }

    private int run(Plan plan, Environment with, Outputs outputs, List<String> problems) throws InterruptedException {
        Stop stop = new Stop();
        try (SignalReport signal = new SignalReport(stop)) {
            TestSummary summary = new StressTest(plan, with, stop).run(baseline == null ? null : baseline.toString());
            outputs.write(summary, problems, with.progress()::say);
            signal.reported();
            return summary.met() ? MET : summary.sound() ? TOO_SLOW : NOT_MET;
        }
    }

    /** The forked JVM gets the demo application, the load, and scenarios of the user's. */
    private Parts parts(Path tree) {
        Path module = tree.resolve("testing/stress-test");
        List<Path> load = new ArrayList<>(List.of(module.resolve("target/engram-stress-test-load.jar")));
        load.addAll(jars);
        return Parts.in(tree, module.resolve("engram.yaml"), load);
    }

    /** What the command line asks for. */
    Plan plan(Selection selection) throws StressTestException, ConfigException {
        if (duration != null && (duration < 1 || duration > 86_400)) {
            throw new StressTestException("--duration is " + duration + "; give seconds from 1 to 86400.");
        }
        if (heap < 192 || heap > 65_536) {
            throw new StressTestException("--heap is " + heap + "; give MB from 192 to 65536.");
        }
        StressTestConfig configuration = configuration(selection);
        boolean quick = what != null && what.quick;
        String named = what == null ? null : what.scenario;
        List<StressScenario> scenarios =
                named != null ? List.of(selection.named(named)) : quick ? selection.quick() : selection.all();
        return new Plan(
                named != null ? "scenario " + named : quick ? "quick" : "comprehensive",
                heap,
                configuration,
                Plan.steps(scenarios, agent, each -> seconds(each, configuration, quick)));
    }

    private int seconds(StressScenario scenario, StressTestConfig configuration, boolean quick) {
        if (duration != null) {
            return duration;
        }
        int planned = configuration.durations().getOrDefault(scenario.id(), (int)
                scenario.duration().toSeconds());
        return quick ? Math.min(QUICK_SECONDS, planned) : planned;
    }

    private StressTestConfig configuration(Selection selection) throws ConfigException {
        List<Path> files = new ArrayList<>();
        Path usual = Path.of(ConfigFile.NAME);
        Path file = config != null ? config : usual;
        if (config != null || Files.exists(usual)) {
            files.add(file);
        }
        if (environment != null) {
            files.add(ConfigFile.ofEnvironment(file, environment));
        }
        return ConfigFile.read(
                files, selection.all().stream().map(StressScenario::id).toList());
    }

    private ClassLoader loader() throws StressTestException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw new StressTestException("There is no jar " + jar + "; give --scenarios-jar one with scenarios.");
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new StressTestException("The path " + jar + " cannot be used: " + e.getMessage(), e);
            }
        }
        // Never closed: its scenarios are asked until the end of the process.
        return new URLClassLoader(urls.toArray(URL[]::new), StressTestCommand.class.getClassLoader());
    }
}
