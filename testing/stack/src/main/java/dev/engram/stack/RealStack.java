package dev.engram.stack;

import dev.engram.collector.server.CollectorOptions;
import dev.engram.demo.DemoException;
import dev.engram.demo.StartedResources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Jaeger, the OpenTelemetry Collector and Prometheus as plain processes, with the configuration that ships: only addresses
 * and directories are others. Each can be started again after its end, and then listens where it did. Not thread-safe.
 */
final class RealStack {
    private final Path root;
    private final Binaries binaries;
    private final Ports ports;
    private final JaegerStorage jaegerStorage;
    private final Path directory;
    private final StartedResources belongings;
    private final Http http = new Http();

    /**
     * A stack, of which nothing runs yet.
     *
     * @param root Engram's source tree
     * @param binaries the programs
     * @param jaegerStorage where Jaeger keeps traces
     * @param directory where the programs keep their data
     * @param belongings ends what is started
     */
    RealStack(
            Path root,
            Binaries binaries,
            Ports ports,
            JaegerStorage jaegerStorage,
            Path directory,
            StartedResources belongings) {
        this.root = root;
        this.binaries = binaries;
        this.ports = ports;
        this.jaegerStorage = jaegerStorage;
        this.directory = directory;
        this.belongings = belongings;
    }

    Ports ports() {
        return ports;
    }

    /** Starts all three; returns when all are ready. */
    void start() throws StackException, InterruptedException {
        startJaeger();
        startPrometheus();
        startOtelcol();
    }

    Service startJaeger() throws StackException, InterruptedException {
        return start(
                "Jaeger",
                List.of(
                        binaries.of(Program.JAEGER, "jaeger").toString(),
                        "--config",
                        shipped(jaegerStorage.configuration())),
                Map.ofEntries(
                        Map.entry("LISTEN_HOST", Ports.HOST),
                        Map.entry("QUERY_PORT", "" + ports.jaegerUi()),
                        Map.entry("QUERY_GRPC_PORT", "" + ports.jaegerQuery()),
                        Map.entry("OTLP_GRPC_PORT", "" + ports.jaegerGrpc()),
                        Map.entry("OTLP_HTTP_PORT", "" + ports.jaegerHttp()),
                        Map.entry("HEALTH_PORT", "" + ports.jaegerHealth()),
                        Map.entry("TELEMETRY_PORT", "" + ports.jaegerTelemetry()),
                        Map.entry("PROMETHEUS_URL", prometheusUrl().toString()),
                        Map.entry(
                                "BADGER_DIRECTORY", directory.resolve("jaeger").toString()),
                        Map.entry("ENGRAM_STORAGE", Ports.HOST + ":" + ports.engramGrpc()),
                        Map.entry("UI_CONFIG", shipped("deploy/jaeger/ui-config.json"))),
                http(ports.jaegerHealth()).resolve("/status"));
    }

    Service startOtelcol() throws StackException, InterruptedException {
        return start(
                "The OpenTelemetry Collector",
                List.of(
                        binaries.of(Program.OTELCOL, "otelcol").toString(),
                        "--config",
                        shipped("otel-collector-config.yaml")),
                Map.of(
                        "LISTEN_HOST", Ports.HOST,
                        "OTLP_GRPC_PORT", "" + ports.otelcolGrpc(),
                        "OTLP_HTTP_PORT", "" + ports.otelcolHttp(),
                        "METRICS_PORT", "" + ports.otelcolMetrics(),
                        "HEALTH_PORT", "" + ports.otelcolHealth(),
                        "TELEMETRY_PORT", "" + ports.otelcolTelemetry(),
                        "JAEGER_OTLP", Ports.HOST + ":" + ports.jaegerGrpc(),
                        "ENGRAM_OTLP", Ports.HOST + ":" + ports.engramGrpc(),
                        "QUEUE_DIRECTORY", directory.resolve("otelcol").toString()),
                http(ports.otelcolHealth()));
    }

    Service startPrometheus() throws StackException, InterruptedException {
        Path configuration = directory.resolve("prometheus");
        try {
            if (!Files.exists(configuration)) {
                copyPrometheusConfiguration(configuration);
            }
        } catch (IOException e) {
            throw new StackException("Prometheus' configuration cannot be copied: " + e, e);
        }
        return start(
                "Prometheus",
                List.of(
                        binaries.of(Program.PROMETHEUS, "prometheus").toString(),
                        "--config.file=" + configuration.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                        "--enable-feature=exemplar-storage,created-timestamp-zero-ingestion",
                        "--web.listen-address=" + Ports.HOST + ":" + ports.prometheus()),
                Map.of(),
                prometheusUrl().resolve("/-/ready"));
    }

    /** Options of Engram's collector, where the OpenTelemetry Collector sends to. */
    CollectorOptions collector() {
        return CollectorOptions.builder()
                .grpcPort(ports.engramGrpc(), true)
                .httpPort(ports.engramHttp(), true)
                .apiPort(ports.engramApi(), true)
                .build();
    }

    /** Of its UI and its HTTP API. */
    URI jaegerUrl() {
        return http(ports.jaegerUi());
    }

    URI prometheusUrl() {
        return http(ports.prometheus());
    }

    /** Where the OpenTelemetry Collector takes OTLP over gRPC. */
    URI otlpGrpc() {
        return http(ports.otelcolGrpc());
    }

    /** Where the OpenTelemetry Collector takes OTLP over HTTP. */
    URI otlpHttp() {
        return http(ports.otelcolHttp());
    }

    private Service start(String title, List<String> command, Map<String, String> environment, URI health)
            throws StackException, InterruptedException {
        try {
            Service service = belongings.add(Service.start(title, command, environment));
            service.awaitReady(http, health);
            return service;
        } catch (DemoException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Everything as it ships, but for the targets: these files are there to say addresses. */
    private void copyPrometheusConfiguration(Path to) throws IOException, StackException {
        Path from = root.resolve("deploy/prometheus");
        Map<String, String> addresses = Map.of(
                "otel-collector:8889", Ports.HOST + ":" + ports.otelcolMetrics(),
                "otel-collector:8888", Ports.HOST + ":" + ports.otelcolTelemetry(),
                "jaeger:8888", Ports.HOST + ":" + ports.jaegerTelemetry(),
                "prometheus:9090", Ports.HOST + ":" + ports.prometheus(),
                "engram-collector:4319", Ports.HOST + ":" + ports.engramApi());
        Path targets = from.resolve("targets");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.startsWith(targets)) {
                    Files.writeString(copy, Targets.translate(Files.readString(file), addresses));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private String shipped(String file) throws StackException {
        Path path = root.resolve(file);
        if (!Files.isReadable(path)) {
            throw new StackException("The stack needs " + path + ", which is missing.");
        }
        return path.toString();
    }

    private static URI http(int port) {
        return URI.create("http://" + Ports.HOST + ":" + port);
    }
}
