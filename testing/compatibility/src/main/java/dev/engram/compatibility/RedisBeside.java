package dev.engram.compatibility;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/redis-spans}: runs the same programs of several Redis clients under Engram and under the OpenTelemetry
 * agent, on a real Redis, and prints what the spans of each tell, as a Markdown table. Exit code 1 where a program failed.
 */
final class RedisBeside {

    private static final Map<String, String> CLIENTS = new LinkedHashMap<>();

    static {
        CLIENTS.put("jedis", "redis.clients:jedis:8.0.2");
        CLIENTS.put("lettuce", "io.lettuce:lettuce-core:7.7.0.RELEASE");
        CLIENTS.put("redisson", "org.redisson:redisson:4.7.0");
    }

    private static final String BROKEN = "retried";
    private static final long PROGRAM_SECONDS = 120;
    private static final long REDIS_SECONDS = 30;

    /** An agent: its jar, and what its process gets besides the endpoint. */
    private record Agent(String title, Path jar, Map<String, String> environment) {}

    private final Path root;
    private final OtlpReceiver receiver;
    private final int redis;

    private RedisBeside(Path root, OtlpReceiver receiver, int redis) {
        this.root = root;
        this.receiver = receiver;
        this.redis = redis;
    }

    /**
     * Compares.
     *
     * @param args the root of the source tree, the OpenTelemetry agent's jar
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        Path other = Path.of(args[1]);
        List<Agent> agents = List.of(
                new Agent("Engram", root.resolve("agent/target/engram-agent.jar"), Map.of()),
                new Agent(
                        "OpenTelemetry",
                        other,
                        // The names that Engram has, which are not yet its default.
                        Map.of("OTEL_SEMCONV_STABILITY_OPT_IN", "database", "OTEL_LOGS_EXPORTER", "none")));
        int port = freePort();
        Process server = new ProcessBuilder(
                        "redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            awaitRedis(port, server);
            RedisBeside comparison = new RedisBeside(root, receiver, port);
            System.out.println("Engram of this source tree, "
                    + other.getFileName().toString().replace(".jar", "") + ", Java "
                    + Runtime.version().feature() + ", " + version(port) + ".");
            System.out.println();
            comparison.print(agents);
        } finally {
            server.destroy();
        }
    }

    private void print(List<Agent> agents) throws Exception {
        List<String> head = new ArrayList<>(List.of("what the spans tell"));
        List<SeenCommands> columns = new ArrayList<>();
        for (Map.Entry<String, String> client : CLIENTS.entrySet()) {
            Program program = program(client.getKey(), client.getValue());
            String[] coordinates = client.getValue().split(":", -1);
            for (Agent agent : agents) {
                System.err.println("== " + client.getValue() + ", " + agent.title());
                columns.add(new SeenCommands(spans(program, agent)));
                head.add(coordinates[1] + " " + coordinates[2] + ", " + agent.title());
            }
        }
        row(head);
        row(head.stream().map(each -> "---").toList());
        SeenCommands.ROWS.forEach((title, cell) -> {
            List<String> cells = new ArrayList<>(List.of(title));
            columns.forEach(each -> cells.add(cell.apply(each)));
            row(cells);
        });
    }

    private static void row(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private Program program(String client, String artifact) throws Exception {
        return Sample.of("redis/" + client, root).stream()
                .filter(each -> each.name().equals("Beside"))
                .findFirst()
                .orElseThrow(() -> new IOException("There is no program Beside for " + client + "."))
                .compile(
                        Maven.classPath(List.of(artifact)),
                        root.resolve("testing/compatibility/target/beside").resolve(client));
    }

    private List<Span> spans(Program program, Agent agent) throws IOException, InterruptedException {
        ask(redis, "FLUSHALL");
        try (FaultyProxy proxy = new FaultyProxy(redis, BROKEN)) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-javaagent:" + agent.jar());
            command.addAll(program.launch());
            command.addAll(List.of("127.0.0.1", Integer.toString(proxy.port())));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(program.classPath()
                            .get(0)
                            .resolveSibling(program.classPath().get(0).getFileName() + "-" + agent.title() + ".log")
                            .toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("ENGRAM_"));
            builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint());
            builder.environment().put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
            builder.environment().put("OTEL_METRICS_EXPORTER", "none");
            builder.environment().putAll(agent.environment());
            Process process = builder.start();
            if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("A program does not end under " + agent.title() + ": " + command);
            }
            if (process.exitValue() != 0 || !proxy.isBroken()) {
                throw new IOException("A program failed under " + agent.title() + ": " + command);
            }
        }
        List<Span> spans = receiver.take();
        if (spans.isEmpty()) {
            throw new IOException(agent.title() + " has sent no span.");
        }
        return spans;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    private static void awaitRedis(int port, Process server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(REDIS_SECONDS);
        while (System.nanoTime() - deadline < 0 && server.isAlive()) {
            try {
                ask(port, "PING");
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IOException("redis-server does not start.");
    }

    private static String version(int port) throws IOException {
        return ask(port, "INFO server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> "Redis " + line.substring("redis_version:".length()))
                .findFirst()
                .orElse("Redis");
    }

    /** The first packet of the server's answer. */
    private static String ask(int port, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[8192];
            int read = socket.getInputStream().read(buffer);
            return new String(buffer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
        }
    }
}
