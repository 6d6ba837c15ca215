package dev.engram.stack;

import dev.engram.collector.cli.Main;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.server.Collector;
import dev.engram.demo.Demo;
import dev.engram.demo.DemoApplication;
import dev.engram.demo.DemoException;
import dev.engram.demo.DemoRedis;
import dev.engram.demo.GuardedRun;
import dev.engram.demo.Parts;
import dev.engram.demo.Scene;
import dev.engram.demo.SourceTree;
import dev.engram.demo.StartedResources;
import dev.engram.demo.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        name = "engram stack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the demo through the real Jaeger, OpenTelemetry Collector and Prometheus, as plain processes with the"
                    + " configuration that ships for docker compose.",
            "The first run builds them from Go modules, which takes minutes and needs Go. They are stored in"
                    + " ~/.cache/engram/stack."
        })
final class StackCommand implements Callable<Integer> {
    private static final String PAUSE_SECONDS = "5";
    private static final int SCENES = Scene.values().length;
    private static final Duration IN_JAEGER_WITHIN = Duration.ofSeconds(30);

    @Option(names = "--once", description = "Exit after printing.")
    private boolean once;

    @Option(names = "--install", description = "Only build the programs that are missing.")
    private boolean installOnly;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "Scenario that the application runs, as in the command demo. Default: ${DEFAULT-VALUE}.")
    private String scenario = "";

    @Option(
            names = "--free-ports",
            description =
                    "Let all programs listen on any free ports. Default: the usual ones (Jaeger 16686, Prometheus 9090,"
                            + " OTLP 4317 and 4318, ...); a free port replaces each that is taken.")
    private boolean freePorts;

    @Option(
            names = "--jaeger-on-engram",
            description =
                    "Let Jaeger read and write traces in the store of Engram's collector. Default: on its own disk.")
    private boolean jaegerOnEngram;

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and ends the process. */
    public static void main(String[] args) {
        System.exit(Main.run(new StackCommand(), args));
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

    private void run(StartedResources belongings, PrintWriter out)
            throws DemoException, IOException, InterruptedException {
        List<Scene> scenes = Scene.of(scenario);
        Path root = tree.path().normalize();
        Installation installation = new Installation(
                new Recipes(root.resolve("testing/stack/programs")),
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
        RealStack stack = new RealStack(
                root,
                binaries,
                freePorts ? Ports.free() : Ports.usual(),
                jaegerOnEngram ? JaegerStorage.ENGRAM : JaegerStorage.BADGER,
                data,
                belongings);
        say(out, "Jaeger, Prometheus and the OpenTelemetry Collector start ...");
        stack.start();
        List<String> arguments = List.of("--scenario", scenario);
        say(out, "The application sends to the OpenTelemetry Collector at " + stack.otlpHttp() + ".");
        Collector collector = new Demo(
                        parts,
                        stack.collector(),
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", stack.otlpHttp().toString()),
                        Duration.ofSeconds(15),
                        belongings,
                        out)
                .show(scenes, arguments);
        tellOf(stack, collector, out);
        if (!once) {
            goOn(parts, stack, arguments, data, belongings);
            say(out, "The application plays on, with a pause of " + PAUSE_SECONDS + " s. Ctrl-C ends it all.");
            new CountDownLatch(1).await(); // until a signal
        }
    }

    /** By the API: Jaeger's pages are no part of its Go module. */
    private void tellOf(RealStack stack, Collector collector, PrintWriter out)
            throws StackException, InterruptedException {
        JaegerApi jaeger = new JaegerApi(stack.jaegerUrl());
        say(out, "");
        for (TraceSummary trace : collector.traces(SCENES)) {
            jaeger.awaitTrace(trace.traceId(), trace.spanCount(), IN_JAEGER_WITHIN);
            say(
                    out,
                    "Jaeger has the " + trace.spanCount() + " spans of " + trace.name() + ": " + stack.jaegerUrl()
                            + "/api/traces/" + trace.traceId());
        }
        say(out, "Prometheus has the metrics: " + stack.prometheusUrl());
    }

    /** Makes traffic, so that rates and percentiles are of something. */
    private static void goOn(
            Parts parts, RealStack stack, List<String> arguments, Path data, StartedResources belongings)
            throws DemoException, IOException, InterruptedException {
        DemoRedis redis = belongings.add(DemoRedis.start(Files.createDirectory(data.resolve("redis"))));
        List<String> again = new ArrayList<>(arguments);
        again.addAll(List.of("--loop", PAUSE_SECONDS));
        Map<String, String> environment =
                DemoApplication.environment(parts, redis.url(), stack.otlpHttp().toString(), System.getenv());
        belongings.add(DemoApplication.start(parts, environment, again, line -> {}));
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
