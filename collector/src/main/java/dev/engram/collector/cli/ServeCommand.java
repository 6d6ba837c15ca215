package dev.engram.collector.cli;

import dev.engram.collector.Collector;
import dev.engram.collector.CollectorOptions;
import dev.engram.collector.StartException;
import dev.engram.collector.arguments.ForwardArguments;
import dev.engram.collector.forward.ForwardOptions;
import dev.engram.collector.sql.QueryLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a collector until it is told to stop. */
@Command(
        name = "serve",
        description = "Receives OTLP traces and metrics and answers queries, until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}). There is no authentication: others than"
                    + " loopback are open to all who reach them.")
    private String host = "";

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "${env:ENGRAM_ALLOW_HOST:-" + CommandLine.Option.NULL_VALUE + "}",
            description =
                    "A name, besides addresses and localhost, by which queries may be asked, as that of a container;"
                            + " may be repeated (environment: ENGRAM_ALLOW_HOST, joined by commas).")
    private @Nullable List<String> allowedHosts;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "OTLP over gRPC (default: 4317, or a free one).")
    private @Nullable Integer grpcPort;

    @Option(names = "--http-port", paramLabel = "PORT", description = "OTLP over HTTP (default: 4318, or a free one).")
    private @Nullable Integer httpPort;

    @Option(names = "--api-port", paramLabel = "PORT", description = "Queries (default: 4319, or a free one).")
    private @Nullable Integer apiPort;

    @Option(
            names = "--db",
            paramLabel = "FILE",
            description = "Keep the data in this DuckDB file (default: in memory).")
    private @Nullable Path database;

    @Option(
            names = "--max-spans",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Spans kept, the oldest go first (default: ${DEFAULT-VALUE}).")
    private long maxSpans;

    @Option(
            names = "--max-points",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Metric points kept, the oldest go first (default: ${DEFAULT-VALUE}).")
    private long maxPoints;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "2GB",
            description = "Memory of the database (default: ${DEFAULT-VALUE}).")
    private String memory = "";

    @Option(
            names = "--max-request",
            paramLabel = "BYTES",
            defaultValue = "16777216",
            description = "Largest OTLP request, before and after decompression (default: ${DEFAULT-VALUE}).")
    private int maxRequest;

    @Option(
            names = "--query-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Longest time for one query (default: ${DEFAULT-VALUE}).")
    private int queryTimeout;

    @Option(
            names = "--query-rows",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Rows a query gives at most (default: ${DEFAULT-VALUE}).")
    private int queryRows;

    @Mixin
    private final ForwardArguments forward = new ForwardArguments();

    @Mixin
    private final ServeTraceOptions trace = new ServeTraceOptions();

    @Option(names = "--quiet", description = "Print nothing but warnings and errors.")
    private boolean quiet;

    @Override
    public Integer call() throws Failure, InterruptedException {
        CollectorOptions options = options();
        Collector collector;
        try {
            collector = Collector.start(options);
        } catch (StartException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        CountDownLatch forever = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            collector.close();
                            say("Stopped; all that was accepted is written.");
                        },
                        "engram-stop"));
        collector.notes().forEach(this::say);
        say("OTLP over gRPC on " + host + ":" + collector.grpcPort() + ", over HTTP on " + host + ":"
                + collector.httpPort() + "; queries on " + collector.apiUrl() + "; spans in "
                + (database == null ? "memory" : database) + ".");
        ForwardOptions forwarding = options.forward();
        if (forwarding != null) {
            say("What is received goes on to " + forwarding.place() + " over "
                    + forwarding.protocol().text() + "; it waits in "
                    + (forwarding.queueDirectory() == null ? "memory" : forwarding.queueDirectory()) + ".");
        }
        forever.await();
        return 0;
    }

    private CollectorOptions options() {
        atLeast("--max-spans", maxSpans, 1);
        atLeast("--max-points", maxPoints, 1);
        atLeast("--max-request", maxRequest, 1024);
        atLeast("--query-timeout", queryTimeout, 1);
        atLeast("--query-rows", queryRows, 1);
        QueryLimits defaults = QueryLimits.defaults();
        try {
            return trace.addTo(CollectorOptions.builder())
                    .host(host)
                    .allowedHosts(hostNames())
                    .forward(forward.options(maxRequest))
                    .grpcPort(grpcPort == null ? CollectorOptions.GRPC_PORT : grpcPort, grpcPort != null)
                    .httpPort(httpPort == null ? CollectorOptions.HTTP_PORT : httpPort, httpPort != null)
                    .apiPort(apiPort == null ? CollectorOptions.API_PORT : apiPort, apiPort != null)
                    .database(database)
                    .maxSpans(maxSpans)
                    .maxMetricPoints(maxPoints)
                    .memoryLimit(memory)
                    .maxRequestBytes(maxRequest)
                    .queryLimits(new QueryLimits(
                            Duration.ofSeconds(queryTimeout), queryRows, defaults.characters(), defaults.concurrent()))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> hostNames() {
        List<String> names = new ArrayList<>();
        for (String each : allowedHosts == null ? List.<String>of() : allowedHosts) {
            String name = each.strip();
            if (!name.isEmpty() && !name.matches("[A-Za-z0-9._-]{1,253}")) {
                throw new IllegalArgumentException(
                        "--allow-host is the name of a host without a port, such as collector, not " + name + ".");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    private void atLeast(String option, long value, long least) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(), option + " is at least " + least + ", not " + value + ".");
        }
    }

    private void say(String line) {
        if (!quiet) {
            Output.println(line);
        }
    }
}
