package dev.engram.collector.cli.serve;

import dev.engram.collector.cli.arguments.AccessArguments;
import dev.engram.collector.cli.arguments.ForwardArguments;
import dev.engram.collector.cli.arguments.SizeConverter;
import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.arguments.TimeSpan;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.StartException;
import dev.engram.collector.server.forward.ForwardOptions;
import dev.engram.collector.server.sql.QueryLimits;
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
        description =
                "Runs the collector: receives OTLP traces and metrics and answers queries, until Ctrl-C or SIGTERM.",
        footer = {Syntax.TIMES, Syntax.SIZES},
        modelTransformer = SurveyNames.class,
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    private static final long MAX_REQUEST = 1L << 30;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on (default: ${DEFAULT-VALUE}). Any other needs --token-file, or --insecure.")
    private String host = "";

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "${env:ENGRAM_ALLOW_HOST:-" + CommandLine.Option.NULL_VALUE + "}",
            description = "Host name that clients may use besides localhost and IP addresses, such as the name"
                    + " of a container; may be repeated (environment: ENGRAM_ALLOW_HOST, separated by commas).")
    private @Nullable List<String> allowedHosts;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            description = "Port for OTLP over gRPC (default: 4317, or a free port if it is taken).")
    private @Nullable Integer grpcPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port for OTLP over HTTP (default: 4318, or a free port if it is taken).")
    private @Nullable Integer httpPort;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            description = "Port for the HTTP API (default: 4319, or a free port if it is taken).")
    private @Nullable Integer apiPort;

    @Option(
            names = "--db",
            paramLabel = "FOLDER",
            description = "Keep the data in this folder (default: a temporary one, deleted at the end).")
    private @Nullable Path database;

    @Option(
            names = "--sync",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "With --db: how long the operating system may hold back what was accepted before it is on the"
                    + " disk; 0s for not at all, never for as long as it likes (default: ${DEFAULT-VALUE}).")
    private String sync = "";

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Delete spans and metric points that are older, such as 7d (default: keep them).")
    private @Nullable Duration keep;

    @Option(
            names = "--keep-minutes",
            paramLabel = "TIME",
            defaultValue = "366d",
            converter = TimeConverter.class,
            description =
                    "Delete the totals of memory operations by minute that are older (default: ${DEFAULT-VALUE}).")
    private Duration keepMinutes = Duration.ZERO;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            defaultValue = "20GB",
            converter = SizeConverter.class,
            description = "Size of the files; the oldest are deleted first (default: ${DEFAULT-VALUE}).")
    private long maxSize;

    @Option(
            names = "--max-spans",
            paramLabel = "N",
            description =
                    "Largest number of stored spans; the oldest are deleted first (default: 1000000, with --db no limit).")
    private @Nullable Long maxSpans;

    @Option(
            names = "--max-points",
            paramLabel = "N",
            description =
                    "Largest number of stored metric points; the oldest are deleted first (default: as for spans).")
    private @Nullable Long maxPoints;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "2GB",
            converter = SizeConverter.class,
            description =
                    "Memory of the collector and of the processes that run queries, in all (default: ${DEFAULT-VALUE});"
                            + " docs/collector.md says how it is divided.")
    private long memory;

    @Option(
            names = "--max-request",
            paramLabel = "SIZE",
            defaultValue = "16MiB",
            converter = SizeConverter.class,
            description = "Size limit of an OTLP request, before and after decompression (default: ${DEFAULT-VALUE}).")
    private long maxRequest;

    @Option(
            names = "--query-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "Time limit of a query (default: ${DEFAULT-VALUE}).")
    private Duration queryTimeout = Duration.ZERO;

    @Option(
            names = "--query-rows",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Largest number of rows in a result (default: ${DEFAULT-VALUE}).")
    private int queryRows;

    @Mixin
    private final AccessArguments access = new AccessArguments();

    @Mixin
    private final ForwardArguments forward = new ForwardArguments();

    @Mixin
    private final ServeSurveyOptions survey = new ServeSurveyOptions();

    @Option(names = "--quiet", description = "Print only warnings and errors.")
    private boolean quiet;

    @Override
    public Integer call() throws Failure, InterruptedException {
        CollectorOptions options = options();
        DuckDbPlatform.require();
        Collector collector;
        try {
            collector = Collector.start(options);
        } catch (StartException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        } catch (UnsatisfiedLinkError e) {
            throw new Failure(
                    "DuckDB's code cannot be loaded (" + e.getMessage()
                            + "). On Linux it needs glibc, which Alpine has not,"
                            + " and a temporary directory whose files may be executed; -Djava.io.tmpdir names another one.",
                    e);
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
                + (database == null ? "a temporary folder, deleted at the end (see --db)" : database) + ".");
        say("See it in a browser: " + collector.apiUrl() + "/");
        String agent =
                AgentOption.text(System.getProperty(AgentOption.JAR), host, collector.httpPort(), access.isTls());
        if (agent != null) {
            say("Attach the agent to an application: java " + agent + " -jar your-application.jar");
        }
        if (access.hasToken()) {
            say("Applications send the token by OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20TOKEN.");
        }
        ForwardOptions forwarding = options.forward();
        if (forwarding != null) {
            say("What is received goes on to " + forwarding.place() + " over "
                    + forwarding.protocol().text() + "; it waits in memory.");
        }
        forever.await();
        return 0;
    }

    private CollectorOptions options() {
        atLeast("--max-spans", maxSpans == null ? 1 : maxSpans, 1);
        atLeast("--max-points", maxPoints == null ? 1 : maxPoints, 1);
        atLeast("--max-size", maxSize, 1);
        if (maxRequest < 1024 || maxRequest > MAX_REQUEST) {
            throw new ParameterException(
                    spec.commandLine(), "--max-request is from 1KiB to 1GiB, not " + maxRequest + "B.");
        }
        if (queryTimeout.isZero()) {
            throw new ParameterException(spec.commandLine(), "--query-timeout is longer than 0s.");
        }
        atLeast("--query-rows", queryRows, 1);
        if (memory < MemoryShares.LEAST) {
            throw new ParameterException(spec.commandLine(), "--memory is at least 256MB, not " + memory + "B.");
        }
        MemoryShares shares = MemoryShares.of(memory);
        QueryLimits defaults = QueryLimits.defaults();
        try {
            return survey.addTo(access.addTo(CollectorOptions.builder()))
                    .host(host)
                    .allowedHosts(hostNames())
                    .forward(forward.options())
                    .grpcPort(grpcPort == null ? CollectorOptions.GRPC_PORT : grpcPort, grpcPort != null)
                    .httpPort(httpPort == null ? CollectorOptions.HTTP_PORT : httpPort, httpPort != null)
                    .apiPort(apiPort == null ? CollectorOptions.API_PORT : apiPort, apiPort != null)
                    .database(database)
                    .sync(sync.equals("never") ? null : TimeSpan.parse(sync))
                    .keep(keep)
                    .keepMinutes(keepMinutes)
                    .maxBytes(maxSize)
                    .maxSpans(maxSpans == null ? 0 : maxSpans)
                    .maxMetricPoints(maxPoints == null ? 0 : maxPoints)
                    .memoryLimit(shares.store() + "B")
                    .maxRequestBytes((int) maxRequest)
                    .queryLimits(new QueryLimits(
                            queryTimeout, queryRows, defaults.characters(), shares.queries(), shares.query()))
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
