package dev.engram.demo;

import dev.engram.collector.cli.Main;
import dev.engram.collector.cli.arguments.ForwardArguments;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import java.io.PrintWriter;
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
 * {@code engram demo}: shows Engram at work, then stays until Ctrl-C. Exit code 0 when all went well, 1 with one
 * sentence when not. Whatever it started ends with it, even by SIGKILL.
 */
@Command(
        name = DemoCommand.NAME,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = BenchCommand.class,
        description = {
            "Run an application with several AI agents under Engram's agent, with a real Redis and the collector.",
            "Prints what Engram recorded. The collector then runs for your own queries until Ctrl-C."
        })
public final class DemoCommand implements Callable<Integer> {
    /** As it is called in its own messages, and those of its subcommands. */
    static final String NAME = "engram demo";

    private static final int DEFAULT_API_PORT = 4319;
    private static final String FLEET = "fleet";

    @Option(names = "--once", description = "Exit after printing.")
    private boolean once;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = FLEET,
            description =
                    "Scenario that the application runs: fleet, feature, bug, review, patterns, or all. Default: ${DEFAULT-VALUE}.")
    private String scenario = FLEET;

    @Option(names = "--keep", description = "Keep the keys of the scenarios in Redis, so that you can look at them.")
    private boolean keep;

    @Option(names = "--with-miss", description = "Also let an agent read a plan that does not exist.")
    private boolean withMiss;

    @Option(
            names = "--free-ports",
            description =
                    "Let the collector listen on any free ports. Default: 4317, 4318 and 4319; a free port replaces"
                            + " each that is taken.")
    private boolean freePorts;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = TimeConverter.class,
            description = "How long to wait for the spans after the application has exited. Default: ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ZERO;

    @Mixin
    private final SourceTree tree = new SourceTree();

    @Mixin
    private final ForwardArguments forward = new ForwardArguments();

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and ends the process. */
    public static void main(String[] args) {
        System.exit(Main.run(new DemoCommand(), args));
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        return GuardedRun.run(line, DemoCommand.NAME, belongings -> show(belongings, line.getOut()));
    }

    private void show(StartedResources belongings, PrintWriter out) throws DemoException, InterruptedException {
        Parts parts = Parts.in(tree.path());
        Demo demo = new Demo(parts, collectorOptions(), Map.of(), wait, belongings, out);
        Collector collector = demo.show(Scene.of(scenario), applicationArguments());
        if (!once) {
            out.println(invitation(collector));
            out.flush();
            new CountDownLatch(1).await(); // until a signal
        }
    }

    private List<String> applicationArguments() {
        List<String> arguments = new ArrayList<>();
        if (!scenario.equals(FLEET)) {
            arguments.addAll(List.of("--scenario", scenario));
        }
        if (keep) {
            arguments.add("--keep");
        }
        if (withMiss) {
            arguments.add("--with-miss");
        }
        return arguments;
    }

    private CollectorOptions collectorOptions() {
        CollectorOptions.Builder options = CollectorOptions.builder();
        if (freePorts) {
            options.onFreePorts();
        }
        return options.forward(forward.options()).build();
    }

    private static String invitation(Collector collector) {
        String url = collector.apiPort() == DEFAULT_API_PORT ? "" : " --url " + collector.apiUrl();
        return """

                The collector stays up. In another terminal:
                  ./engram query%1$s "SELECT name, duration_ms FROM spans ORDER BY duration_ms DESC"
                  ./engram trace%1$s
                  ./engram spans%1$s --trace latest
                  ./engram redis survey%1$s --once
                It also takes the spans of any other application that sends OTLP to port %2$d (HTTP) or %3$d (gRPC).
                Ctrl-C ends it all.

                See it in a browser: %4$s/""".formatted(url, collector.httpPort(), collector.grpcPort(), collector.apiUrl());
    }
}
