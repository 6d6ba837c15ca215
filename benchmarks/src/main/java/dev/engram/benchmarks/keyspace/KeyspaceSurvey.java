package dev.engram.benchmarks.keyspace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.Connection;
import redis.embedded.RedisServer;

/**
 * The command {@code benchmarks/keyspace-survey}: what looking through a big keyspace costs another client of the same
 * server, by Engram and by what comes with Redis.
 */
@Command(
        name = "keyspace-survey",
        description =
                "Looks through the keys of a Redis, by Engram and by redis-cli, while another client works on it, and"
                        + " prints what that client feels.",
        mixinStandardHelpOptions = true)
public final class KeyspaceSurvey implements Callable<Integer> {

    private static final int NAMESPACES = 10;
    private static final int IDLE_SECONDS = 15;
    private static final String NONE = "nobody";

    @Option(names = "--keys", defaultValue = "1000000", description = "Keys of 64 bytes (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds over all (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "The client's commands a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--only", defaultValue = "", description = "Only the tools in whose name this is (default: all).")
    private String only = "";

    @Option(names = "--root", hidden = true, description = "The source tree.")
    private Path root = Path.of("");

    private record Sample(double seconds, double p50, double p99, double p999, double p99Ratio) {}

    private KeyspaceSurvey() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new KeyspaceSurvey()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        int port = freePort();
        String uri = "redis://127.0.0.1:" + port;
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        try {
            populate(port);
            PacedClient client = new PacedClient(uri, rate);
            client.start();
            Thread.sleep(5_000); // until it is compiled
            Map<String, List<Sample>> samples = measure(client, tools(uri, port));
            client.stopSoon();
            client.join();
            print(samples);
        } finally {
            redis.stop();
        }
        return 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void populate(int port) {
        try (Connection connection = new Connection("127.0.0.1", port)) {
            for (int i = 0; i < NAMESPACES; i++) {
                connection.sendCommand(
                        () -> "DEBUG".getBytes(StandardCharsets.US_ASCII),
                        "POPULATE",
                        Integer.toString(keys / NAMESPACES),
                        "agent" + i,
                        "64");
                connection.getOne();
            }
        }
    }

    private Map<String, List<String>> tools(String uri, int port) {
        List<String> trace = List.of("redis", "survey", "--once", "--redis", uri, "--url", "http://127.0.0.1:1");
        Map<String, List<String>> tools = new LinkedHashMap<>();
        tools.put(
                "`./engram redis survey --once`, 256 MB of heap",
                joined(List.of(root.resolve("engram").toString()), trace));
        tools.put(
                "the same by `java -jar`, without the launcher's care",
                joined(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-jar",
                                root.resolve("collector/cli/target/engram-collector.jar")
                                        .toString()),
                        trace));
        if (Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-cli")))) {
            String number = Integer.toString(port);
            tools.put("`redis-cli --bigkeys`", List.of("redis-cli", "-p", number, "--bigkeys"));
            tools.put("`redis-cli --memkeys`", List.of("redis-cli", "-p", number, "--memkeys"));
            tools.put("`redis-cli KEYS '*'`", List.of("redis-cli", "-p", number, "KEYS", "*"));
        } else {
            System.err.println("keyspace-survey: without redis-cli on the PATH there is nobody to compare with.");
        }
        tools.keySet().removeIf(tool -> !tool.contains(only));
        return tools;
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private Map<String, List<Sample>> measure(PacedClient client, Map<String, List<String>> tools)
            throws IOException, InterruptedException {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, List<String>> tool : tools.entrySet()) {
                client.begin();
                Thread.sleep(IDLE_SECONDS * 1_000L);
                Sample idle = sample(client.end(), IDLE_SECONDS, 0);
                samples.computeIfAbsent(NONE, any -> new ArrayList<>()).add(idle);
                System.err.println("round " + round + ": " + tool.getKey());
                long began = System.nanoTime();
                client.begin();
                run(tool.getValue());
                double seconds = (System.nanoTime() - began) / 1e9;
                samples.computeIfAbsent(tool.getKey(), any -> new ArrayList<>())
                        .add(sample(client.end(), seconds, idle.p99()));
            }
        }
        return samples;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx256m");
        Process process = builder.start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    private static Sample sample(long[] sorted, double seconds, double p99Before) {
        double p99 = micros(sorted, 0.99);
        return new Sample(
                seconds, micros(sorted, 0.5), p99, micros(sorted, 0.999), p99Before == 0 ? 1 : p99 / p99Before);
    }

    private static double micros(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }

    private void print(Map<String, List<Sample>> samples) {
        System.out.printf(
                Locale.ROOT,
                "%,d keys; the other client sends %,d commands/s; the median of %d rounds.%n%n",
                keys,
                rate,
                rounds);
        System.out.println("| beside the client | takes | its p50 | its p99 | its p99.9 | p99 beside that of nobody |");
        System.out.println("|---|---|---|---|---|---|");
        samples.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f µs | %.0f µs | %.0f µs | %.2f |%n",
                name,
                name.equals(NONE) ? "" : String.format(Locale.ROOT, "%.1f s", median(all, 0)),
                median(all, 1),
                median(all, 2),
                median(all, 3),
                median(all, 4)));
    }

    private static double median(List<Sample> samples, int column) {
        double[] sorted = samples.stream()
                .mapToDouble(each ->
                        new double[] {each.seconds(), each.p50(), each.p99(), each.p999(), each.p99Ratio()}[column])
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
