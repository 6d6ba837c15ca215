package dev.engram.stack;

import dev.engram.collector.Collector;
import dev.engram.collector.CollectorOptions;
import dev.engram.collector.demo.Belongings;
import dev.engram.collector.demo.Demo;
import dev.engram.collector.demo.DemoApplication;
import dev.engram.collector.demo.DemoException;
import dev.engram.collector.demo.DemoRedis;
import dev.engram.collector.demo.GuardedRun;
import dev.engram.collector.demo.Parts;
import dev.engram.collector.demo.Scene;
import dev.engram.collector.demo.SourceTree;
import dev.engram.collector.demo.TemporaryDirectory;
import dev.engram.collector.model.TraceSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code engram stack}: the demonstration through the real Jaeger, OpenTelemetry Collector and Prometheus, then stays until
 * Ctrl-C. Exit code 0 when all went well, 1 with a sentence when not. Whatever it started ends with it, even by SIGKILL.
 */
@Command(
        name = "stack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the demo through the real Jaeger, OpenTelemetry Collector and Prometheus, as plain processes with the"
                    + " configuration that ships for docker compose.",
            "The first time they are built from Go modules, which takes minutes and needs Go; then they are kept in"
                    + " ~/.cache/engram/stack."
        })
final class StackCommand implements Callable<Integer> {
    private static final String PAUSE_SECONDS = "5";
    private static final int SCENES = Scene.values().length;
    private static final Duration IN_JAEGER_WITHIN = Duration.ofSeconds(30);

    @Option(names = "--once", description = "End after the showing.")
    private boolean once;

    @Option(names = "--install", description = "Build the programs that are not there yet, and nothing more.")
    private boolean installOnly;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "What the application plays, as of demo. Default: ${DEFAULT-VALUE}.")
    private String scenario = "";

    @Option(
            names = "--free-ports",
            description =
                    "Let everything listen on any free ports. Default: the usual ones (Jaeger 16686, Prometheus 9090,"
                            + " OTLP 4317 and 4318, ...), and a free one in the place of each that is taken.")
    private boolean freePorts;

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and ends the process. */
    public static void main(String[] args) {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        System.exit(new CommandLine(new StackCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        return GuardedRun.run(line, "engram stack", belongings -> {
            try {
                run(belongings, line.getOut());
            } catch (IOException e) {
                throw new StackException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private void run(Belongings belongings, PrintWriter out) throws DemoException, IOException, InterruptedException {
        List<Scene> scenes = Scene.of(scenario);
        Path root = tree.path().normalize();
        Installation installation = new Installation(
                new Recipes(root.resolve("stack/programs")),
                Installation.cache(System.getenv()),
                System.getenv(),
                text -> say(out, text));
        Binaries binaries = installation.install(belongings);
        if (installOnly) {
            binaries.homes().forEach((program, home) -> say(out, program.title() + " is in " + home));
            return;
        }
        Parts parts = Parts.in(root);
        parts.check();
        Path data = belongings.add(new TemporaryDirectory("engram-stack-")).path();
        RealStack stack = new RealStack(root, binaries, freePorts ? Ports.free() : Ports.usual(), data, belongings);
        say(out, "Jaeger, Prometheus and the OpenTelemetry Collector start ...");
        stack.start();
        List<String> arguments = List.of("--scenario", scenario);
        Collector sidecar =
                new Demo(parts, sidecar(stack), Duration.ofSeconds(15), belongings, out).show(scenes, arguments);
        tellOf(stack, sidecar, out);
        if (!once) {
            goOn(parts, sidecar, arguments, data, belongings);
            say(out, "The application plays on, with a pause of " + PAUSE_SECONDS + " s. Ctrl-C ends it all.");
            new CountDownLatch(1).await(); // until a signal
        }
    }

    private CollectorOptions sidecar(RealStack stack) {
        CollectorOptions.Builder options = stack.sidecar();
        if (freePorts) {
            options.onFreePorts();
        }
        return options.build();
    }

    /** By the API: Jaeger's pages are no part of its Go module. */
    private void tellOf(RealStack stack, Collector sidecar, PrintWriter out)
            throws StackException, InterruptedException {
        JaegerApi jaeger = new JaegerApi(stack.jaegerUrl());
        say(out, "");
        for (TraceSummary trace : sidecar.traces(SCENES)) {
            jaeger.awaitTrace(trace.traceId(), trace.spanCount(), IN_JAEGER_WITHIN);
            say(
                    out,
                    "Jaeger has the " + trace.spanCount() + " spans of " + trace.name() + ": " + stack.jaegerUrl()
                            + "/api/traces/" + trace.traceId());
        }
        say(out, "Prometheus has the metrics: " + stack.prometheusUrl());
    }

    /** Makes traffic, so that rates and percentiles are of something. */
    private static void goOn(Parts parts, Collector sidecar, List<String> arguments, Path data, Belongings belongings)
            throws DemoException, IOException, InterruptedException {
        DemoRedis redis = belongings.add(DemoRedis.start(Files.createDirectory(data.resolve("redis"))));
        List<String> again = new ArrayList<>(arguments);
        again.addAll(List.of("--loop", PAUSE_SECONDS));
        Map<String, String> environment = DemoApplication.environment(
                parts, redis.url(), "http://127.0.0.1:" + sidecar.httpPort(), System.getenv());
        belongings.add(DemoApplication.start(parts, environment, again, line -> {}));
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
