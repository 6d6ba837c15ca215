package dev.engram.benchmarks.collectors;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code benchmarks/collectors}: what storing a span costs Engram's collector, Jaeger and an OpenTelemetry Collector. */
@Command(
        name = "collectors",
        description =
                "Sends the same spans to Engram's collector, Jaeger and an OpenTelemetry Collector, and prints what"
                        + " each takes and costs.",
        mixinStandardHelpOptions = true)
public final class CollectorsCompared implements Callable<Integer> {

    private static final int SETTLE_SECONDS = 3;
    private static final String EMPTY = "–";

    @Option(names = "--seconds", defaultValue = "20", description = "Of each load (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm",
            defaultValue = "40",
            description = "Seconds at full speed before (default: ${DEFAULT-VALUE}).")
    private int warm;

    @Option(names = "--batch", defaultValue = "512", description = "Spans of a request (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--connections", defaultValue = "2", description = "Senders (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Spans a second of the slow load; 0 for none (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--rounds", defaultValue = "1", description = "Rounds over all (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", defaultValue = "", description = "Only those in whose name this is (default: all).")
    private String only = "";

    @Option(
            names = "--options",
            split = " ",
            defaultValue = "",
            description = "More options for Engram's serve, in one text.")
    private List<String> options = List.of();

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "-Xmx651041k -XX:+UseSerialGC",
            description = "Of Engram's Java, in one text (default: those of ./engram serve, ${DEFAULT-VALUE}).")
    private List<String> javaOptions = List.of();

    @Option(names = "--jar", description = "Engram's collector (default: that of this source tree).")
    private Path jar = Path.of("");

    @Option(names = "--root", hidden = true, description = "The source tree.")
    private Path root = Path.of("");

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private CollectorsCompared() {}

    private record Sample(
            double fastSpans, double fastCpu, double slowCpu, double written, double kept, double resident) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new CollectorsCompared()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Candidate.Command> candidates = candidates();
        candidates.keySet().removeIf(name -> !name.contains(only));
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, Candidate.Command> each : candidates.entrySet()) {
                System.err.println("round " + round + " of " + rounds + ", " + each.getKey());
                samples.computeIfAbsent(each.getKey(), any -> new ArrayList<>())
                        .add(measure(each.getKey(), each.getValue()));
            }
        }
        print(samples);
        return 0;
    }

    private Map<String, Candidate.Command> candidates() {
        Map<String, Candidate.Command> all = new LinkedHashMap<>();
        all.put("Engram, `--db`", (folder, port) -> engram(folder, port, true));
        all.put("Engram, without `--db`", (folder, port) -> engram(folder, port, false));
        all.put("Jaeger, in memory", (folder, port) -> jaeger(folder, port, "memory: {max_traces: 100000}"));
        all.put(
                "Jaeger, Badger",
                (folder, port) -> jaeger(
                        folder,
                        port,
                        "badger: {ephemeral: false, directories: {keys: %1$s/data/keys, values: %1$s/data/values}}"
                                .formatted(folder)));
        all.put("OpenTelemetry Collector, stores nothing", CollectorsCompared::otelcol);
        return all;
    }

    /** A program as {@code ./engram stack --install} has built it. */
    private static Path program(String name) throws IOException {
        Path stack = Path.of(System.getProperty("user.home"), ".cache", "engram", "stack");
        if (Files.isDirectory(stack)) {
            try (Stream<Path> folders = Files.list(stack)) {
                Path found = folders.filter(
                                folder -> folder.getFileName().toString().startsWith(name + "-"))
                        .map(folder -> folder.resolve(name))
                        .filter(Files::isExecutable)
                        .max(Comparator.comparing(file -> file.toFile().lastModified()))
                        .orElse(null);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new IOException("There is no " + name + " under " + stack + "; run ./engram stack --install first.");
    }

    private List<String> engram(Path folder, int port, boolean file) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        javaOptions.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of(
                "-jar",
                (jar.toString().isEmpty() ? root.resolve("collector/cli/target/engram-collector.jar") : jar).toString(),
                "serve",
                "--http-port=" + port,
                "--grpc-port=0",
                "--api-port=0"));
        if (file) {
            command.add("--db=" + folder.resolve("data/spans.duckdb"));
        }
        options.stream().filter(option -> !option.isEmpty()).forEach(command::add);
        return command;
    }

    private static List<String> jaeger(Path folder, int port, String backend) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                service:
                  extensions: [jaeger_storage, jaeger_query]
                  pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}
                  telemetry: {metrics: {level: none}, logs: {level: warn}}
                extensions:
                  jaeger_query:
                    enable_tracing: false
                    storage: {traces: traces}
                    http: {endpoint: "127.0.0.1:0"}
                    grpc: {endpoint: "127.0.0.1:0"}
                  jaeger_storage: {backends: {traces: {%s}}}
                receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}}
                exporters: {jaeger_storage_exporter: {trace_storage: traces}}
                """.formatted(backend, port));
        return List.of(program("jaeger").toString(), "--config", config.toString());
    }

    private static List<String> otelcol(Path folder, int port) throws IOException {
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                service:
                  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
                  telemetry: {metrics: {level: none}, logs: {level: error}}
                receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:%d"}}}}
                exporters: {debug: {verbosity: basic}}
                """.formatted(port));
        return List.of(program("otelcol").toString(), "--config", config.toString());
    }

    private Sample measure(String name, Candidate.Command command)
            throws IOException, InterruptedException, ExecutionException {
        Path logs = root.resolve("benchmarks/target/collectors");
        Files.createDirectories(logs);
        Path folder = Files.createTempDirectory(logs.toAbsolutePath(), "run-");
        try (Candidate candidate = Candidate.start(command, folder)) {
            long all = load(candidate, warm, 0, connections)[0];
            Thread.sleep(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
            double before = candidate.cpuMicros();
            long[] fast = load(candidate, seconds, 0, connections);
            // What it does later for these spans is their cost, too.
            Thread.sleep(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
            double fastCpu = (candidate.cpuMicros() - before) / fast[0];
            double slowCpu = 0;
            all += fast[0];
            if (rate > 0) {
                // What is still compiled or packed for the spans before shall not count.
                all += load(candidate, seconds / 2, rate, 1)[0];
                before = candidate.cpuMicros();
                long[] slow = load(candidate, seconds, rate, 1);
                slowCpu = (candidate.cpuMicros() - before) / slow[0];
                all += slow[0];
            }
            double resident = candidate.resident() / 1e6;
            candidate.stop();
            Sample sample = new Sample(
                    (double) fast[0] / seconds,
                    fastCpu,
                    slowCpu,
                    (double) candidate.written() / all,
                    (double) candidate.kept() / all,
                    resident);
            System.err.println(name + ": " + sample + ", refused " + fast[1]);
            return sample;
        } finally {
            delete(folder.resolve("data"));
        }
    }

    /** Sends for so long; the spans that were accepted and those that were refused. */
    private long[] load(Candidate candidate, int duration, int spansPerSecond, int senders)
            throws IOException, InterruptedException, ExecutionException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        List<Future<long[]>> running = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            long seed = System.nanoTime() + i;
            int spans = spansPerSecond == 0 ? batch : Math.min(batch, Math.max(50, spansPerSecond / 10));
            running.add(threads.submit(() -> {
                try (Sender sender = new Sender(candidate.port(), new MemorySpans(spans, seed))) {
                    sender.send(end, spansPerSecond / senders);
                    return new long[] {sender.accepted(), sender.refused()};
                }
            }));
        }
        threads.shutdown();
        long[] sum = new long[2];
        for (Future<long[]> each : running) {
            sum[0] += each.get()[0];
            sum[1] += each.get()[1];
        }
        return sum;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void print(Map<String, List<Sample>> samples) {
        out.println(
                "| | spans/s | CPU a span | CPU a span at " + rate + "/s | written a span | kept a span | resident |");
        out.println("| --- | --- | --- | --- | --- | --- | --- |");
        samples.forEach((name, all) -> out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.1f µs | %s | %s | %s | %.0f MB |%n",
                name,
                median(all, Sample::fastSpans),
                median(all, Sample::fastCpu),
                rate == 0 ? EMPTY : "%.0f µs".formatted(median(all, Sample::slowCpu)),
                bytes(median(all, Sample::written)),
                bytes(median(all, Sample::kept)),
                median(all, Sample::resident)));
    }

    private static String bytes(double bytes) {
        return bytes < 0.5 ? EMPTY : "%.0f B".formatted(bytes);
    }

    private interface Figure {
        double of(Sample sample);
    }

    private static double median(List<Sample> samples, Figure figure) {
        double[] sorted = samples.stream().mapToDouble(figure::of).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
