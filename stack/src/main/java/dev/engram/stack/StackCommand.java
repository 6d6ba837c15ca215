package dev.engram.stack;

import dev.engram.collector.Collector;
import dev.engram.collector.CollectorOptions;
import dev.engram.collector.demo.Belongings;
import dev.engram.collector.demo.Demo;
import dev.engram.collector.demo.DemoException;
import dev.engram.collector.demo.Parts;
import dev.engram.collector.demo.TemporaryDirectory;
import dev.engram.collector.model.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    private static final Duration IN_JAEGER_WITHIN = Duration.ofSeconds(30);

    @Option(names = "--once", description = "End after the showing.")
    private boolean once;

    @Option(names = "--install", description = "Build the programs that are not there yet, and nothing more.")
    private boolean installOnly;

    @Option(
            names = "--free-ports",
            description =
                    "Let everything listen on any free ports. Default: the usual ones (Jaeger 16686, Prometheus 9090,"
                            + " OTLP 4317 and 4318, ...), and a free one in the place of each that is taken.")
    private boolean freePorts;

    @Option(
            names = "--root",
            paramLabel = "DIRECTORY",
            description = "Engram's source tree, built. Default: the one this jar lies in.")
    private @Nullable Path root;

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
        PrintWriter out = line.getOut();
        try (Belongings belongings = new Belongings()) {
            Runtime.getRuntime().addShutdownHook(new Thread(belongings::close, "end of the stack"));
            try {
                run(belongings, out);
                return 0;
            } catch (StackException | DemoException | IOException e) {
                if (!belongings.isClosed()) { // else a signal ends the stack, and what broke by that is no failure
                    line.getErr().println("engram stack: " + e.getMessage());
                    line.getErr().flush();
                }
                return 1;
            }
        }
    }

    private void run(Belongings belongings, PrintWriter out)
            throws StackException, DemoException, IOException, InterruptedException {
        Path tree = root == null ? Parts.root() : root.toAbsolutePath().normalize();
        Installation installation = new Installation(
                new Recipes(tree.resolve("stack/programs")),
                Installation.cache(System.getenv()),
                System.getenv(),
                text -> say(out, text));
        Map<Program, Path> programs = installation.install(belongings);
        if (installOnly) {
            programs.forEach((program, home) -> say(out, program.title() + " is in " + home));
            return;
        }
        Parts parts = Parts.in(tree);
        parts.check();
        Path data = belongings.add(new TemporaryDirectory("engram-stack-")).path();
        RealStack stack = new RealStack(tree, programs, freePorts ? Ports.free() : Ports.usual(), data, belongings);
        say(out, "Jaeger, Prometheus and the OpenTelemetry Collector start ...");
        stack.start();
        Collector collector = new Demo(parts, options(), Duration.ofSeconds(15), belongings, out).show(List.of());
        tellOf(stack, collector, out);
        if (!once) {
            new CountDownLatch(1).await(); // until a signal
        }
    }

    private CollectorOptions options() {
        CollectorOptions.Builder options = CollectorOptions.builder();
        if (freePorts) {
            options.grpcPort(0, false).httpPort(0, false).apiPort(0, false);
        }
        return options.build();
    }

    private void tellOf(RealStack stack, Collector collector, PrintWriter out)
            throws StackException, InterruptedException {
        Trace trace = collector.latestTrace().orElseThrow(() -> new StackException("The trace is no longer kept."));
        new JaegerApi(stack.jaegerUrl()).awaitTrace(trace.traceId(), trace.spanCount(), IN_JAEGER_WITHIN);
        say(out, """

                Jaeger has the same %d spans: %s/trace/%s
                Prometheus has the metrics:  %s/graph
                """.formatted(trace.spanCount(), stack.jaegerUrl(), trace.traceId(), stack.prometheusUrl()));
        if (!once) {
            say(out, "Ctrl-C ends it all.");
        }
    }

    private static void say(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
