package dev.engram.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.json.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A collector's process that forwards")
class ForwardIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("killed in the middle of traffic, loses nothing that it accepted")
    void killed() throws Exception {
        Set<String> accepted = new TreeSet<>();
        try (OtlpSink sink = new OtlpSink()) {
            sink.answering(request -> OtlpSink.Answer.TAKEN.after(Duration.ofMillis(20)));
            for (int life = 0; life < 3; life++) {
                int from = life * 1000;
                try (Running collector = start(sink.url(), "--forward-queue", "queue")) {
                    Thread sender = new Thread(() -> sendUntilItIsGone(collector.http(), from, accepted), "sender");
                    sender.start();
                    int target = accepted(accepted) + 100;
                    Awaitility.await().atMost(PATIENCE).until(() -> accepted(accepted) >= target);
                    collector.process().destroyForcibly().waitFor();
                    sender.join(PATIENCE.toMillis());
                    assertThat(sender.isAlive()).isFalse();
                }
            }
            try (Running last = start(sink.url(), "--forward-queue", "queue")) {
                Awaitility.await().atMost(PATIENCE).until(() -> queued(last) == 0);
                assertThat(arrived(sink)).containsAll(accepted);
                assertThat(last.err()).doesNotContain("is not what was written");
            }
        }
    }

    @Test
    @DisplayName(
            "told to stop, forwards what it can, leaves the rest in the directory, and its successor forwards that")
    void stopped() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            sink.answering(request -> OtlpSink.Answer.TAKEN.after(Duration.ofMillis(500)));
            try (Running collector = start(sink.url(), "--forward-queue", "queue")) {
                send(collector.http(), 0, 30);
                collector.stop();
                assertThat(sink.spans()).isEqualTo(390);
                assertThat(collector.err()).isEmpty();
            }
            int port = sink.goDown();
            try (Running collector = start("http://127.0.0.1:" + port, "--forward-queue", "queue")) {
                send(collector.http(), 30, 5);
                collector.stop();
                assertThat(collector.err()).contains("5 requests wait in queue for the next start.");
            }
            sink.comeUp(port);
            try (Running collector = start(sink.url(), "--forward-queue", "queue")) {
                Awaitility.await().atMost(PATIENCE).until(() -> sink.spans() == 455);
                assertThat(collector.err()).contains("5 requests wait in queue from before;");
            }
        }
    }

    @Test
    @DisplayName("with a full disk for its queue goes on taking, counts what is lost, and recovers")
    void fullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(canMount(disk), "this machine lets nobody mount a disk of its own");
        try (OtlpSink sink = new OtlpSink()) {
            int port = sink.goDown();
            ProcessBuilder java = CollectorJarIT.java(
                    folder,
                    serve(
                            "http://127.0.0.1:" + port,
                            "--max-request",
                            "65536",
                            "--forward-queue",
                            disk.toString(),
                            "--forward-queue-size",
                            "1MiB"));
            List<String> mounted = new ArrayList<>(List.of(
                    "unshare",
                    "-rm",
                    "sh",
                    "-c",
                    "mount -t tmpfs -o size=256k engram \"$0\" && exec \"$@\"",
                    disk.toString()));
            mounted.addAll(java.command());
            try (Running collector = new Running(java.command(mounted), folder)) {
                send(collector.http(), 0, 300);
                JsonNode items = status(collector).path("traces");
                // The disk holds 64 requests at most, and the queue 256; the others are in memory.
                assertThat(items.path("received").asInt()).isEqualTo(3900);
                assertThat(items.path("queued").asInt()).isEqualTo(256 * 13);
                assertThat(items.path("dropped").asInt()).isEqualTo(44 * 13);
                assertThat(collector.err().lines().filter(line -> line.contains("takes nothing")))
                        .singleElement()
                        .asString()
                        .contains("The queue directory " + disk + " takes nothing (No space left on device).");
                sink.comeUp(port);
                Awaitility.await().atMost(PATIENCE).until(() -> queued(collector) == 0);
                assertThat(sink.spans()).isEqualTo(256 * 13);
                send(collector.http(), 300, 1);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() ->
                                collector.err().contains("The queue directory " + disk + " takes requests again."));
            }
        }
    }

    @Test
    @DisplayName("takes its options from the environment, and credentials from a file, and shows none")
    void environment() throws Exception {
        Files.writeString(folder.resolve("headers"), "# for the endpoint\nauthorization=Bearer s3cret\n");
        try (OtlpSink sink = new OtlpSink()) {
            ProcessBuilder java = CollectorJarIT.java(
                    folder,
                    "serve",
                    "--grpc-port",
                    "0",
                    "--http-port",
                    "0",
                    "--api-port",
                    "0",
                    "--forward-header",
                    "@headers");
            java.environment()
                    .putAll(Map.of(
                            "ENGRAM_FORWARD", sink.url(),
                            "ENGRAM_FORWARD_PROTOCOL", "grpc",
                            "ENGRAM_FORWARD_QUEUE", "queue",
                            "ENGRAM_FORWARD_COMPRESSION", "gzip",
                            "ENGRAM_FORWARD_CA", "",
                            "ENGRAM_FORWARD_HEADERS", "x-tenant=a%20b,x-other=1",
                            "ENGRAM_ALLOW_HOST", "collector, sidecar"));
            try (Running collector = new Running(java, folder)) {
                send(collector.http(), 0, 1);
                Awaitility.await().atMost(PATIENCE).until(() -> sink.spans() == 13);
                assertThat(sink.heads.get(0).get("authorization")).isEqualTo("Bearer s3cret");
                assertThat(sink.heads.get(0).get("x-tenant")).isEqualTo("a b");
                assertThat(sink.heads.get(0).get("grpc-encoding")).isEqualTo("gzip");
                assertThat(collector.out()).contains("What is received goes on to " + sink.url() + " over grpc;");
                assertThat(collector.out() + collector.err() + status(collector))
                        .doesNotContain("s3cret");
            }
        }
    }

    @Test
    @DisplayName("says in one sentence what is wrong with its options, without showing what may be a secret")
    void wrongOptions() throws Exception {
        assertRefused(
                "--forward is http",
                "The address to forward to is no http or https URL;",
                "--forward",
                "localhost:4317");
        assertRefused(
                "user", "The address to forward to carries a user's name;", "--forward", "http://me:s3cret@localhost");
        assertRefused(
                "path", "The address to forward to ends with /v1/traces;", "--forward", "http://localhost/v1/traces");
        assertRefused("alone", "--forward-queue does nothing without --forward", "--forward-queue", "queue");
        assertRefused(
                "protocol",
                "--forward-protocol is grpc or http/protobuf, not tcp.",
                "--forward",
                "http://x",
                "--forward-protocol",
                "tcp");
        assertRefused(
                "size",
                "--forward-queue-size is a size like 512MB or 1GiB, not big.",
                "--forward",
                "http://x",
                "--forward-queue-size",
                "big");
        assertRefused(
                "small",
                "--forward-queue-size is at least the largest request,",
                "--forward",
                "http://x",
                "--forward-queue-size",
                "1KB");
        assertRefused(
                "header",
                "--forward-header is no NAME=VALUE (it is not shown,",
                "--forward",
                "http://x",
                "--forward-header",
                "s3cret");
        assertRefused(
                "file",
                "The file nowhere of --forward-header cannot be read;",
                "--forward",
                "http://x",
                "--forward-header",
                "@nowhere");
        assertRefused(
                "signals",
                "--forward-signals is traces, metrics or traces,metrics, not logs.",
                "--forward",
                "http://x",
                "--forward-signals",
                "logs");
        assertRefused(
                "ca",
                "A certificate for forwarding is given, but http://x is not https;",
                "--forward",
                "http://x",
                "--forward-ca",
                "ca.pem");
        assertRefused(
                "no ca",
                "The file ca.pem with the authorities' certificates cannot be read.",
                "--forward",
                "https://x",
                "--forward-ca",
                "ca.pem");
        assertRefused("host", "--allow-host is the name of a host without a port,", "--allow-host", "a:4319");
    }

    private void assertRefused(String what, String sentence, String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--grpc-port", "0", "--http-port", "0", "--api-port", "0"));
        arguments.addAll(List.of(options));
        Path err = folder.resolve("refused.err");
        Process process = CollectorJarIT.java(folder, arguments.toArray(String[]::new))
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(what).isBetween(1, 2);
        assertThat(Files.readString(err)).as(what).startsWith(sentence).doesNotContain("s3cret");
    }

    private static int accepted(Set<String> accepted) {
        synchronized (accepted) {
            return accepted.size();
        }
    }

    /** One trace after the other; each that the collector accepts is noted. */
    private static void sendUntilItIsGone(int port, int from, Set<String> accepted) {
        for (int i = from; i < from + 1000; i++) {
            ExportTraceServiceRequest request = SeedTrace.request(i);
            try {
                if (Http.post(port, "/v1/traces", request.toByteArray(), TestCollector.PROTOBUF)
                                .statusCode()
                        == 200) {
                    synchronized (accepted) {
                        accepted.addAll(spanIds(request));
                    }
                }
            } catch (java.io.UncheckedIOException gone) {
                return;
            }
        }
    }

    private static void send(int port, int from, int count) {
        for (int i = from; i < from + count; i++) {
            assertThat(Http.post(port, "/v1/traces", SeedTrace.request(i).toByteArray(), TestCollector.PROTOBUF)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static Set<String> arrived(OtlpSink sink) {
        return sink.requestsForTraces().stream()
                .flatMap(request -> spanIds(request).stream())
                .collect(Collectors.toSet());
    }

    private static List<String> spanIds(ExportTraceServiceRequest request) {
        return request.getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
                .map(span -> java.util.HexFormat.of().formatHex(span.getSpanId().toByteArray()))
                .toList();
    }

    private static JsonNode status(Running collector) {
        try {
            return Json.read(new String(Http.get(collector.api(), "/api/status").body(), StandardCharsets.UTF_8))
                    .path("forward");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int queued(Running collector) {
        return status(collector).path("traces").path("queued").asInt();
    }

    private static boolean canMount(Path disk) throws Exception {
        try {
            return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "engram", disk.toString())
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private Running start(String endpoint, String... more) throws IOException {
        return new Running(CollectorJarIT.java(folder, serve(endpoint, more)), folder);
    }

    private static String[] serve(String endpoint, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("serve", "--grpc-port", "0", "--http-port", "0", "--api-port", "0", "--forward", endpoint));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** A collector of its own process, up. */
    private record Running(Process process, Path outFile, Path errFile, int http, int api) implements AutoCloseable {

        Running(ProcessBuilder java, Path folder) throws IOException {
            this(java, Files.createTempFile(folder, "serve", ".out"), Files.createTempFile(folder, "serve", ".err"));
        }

        private Running(ProcessBuilder java, Path out, Path err) throws IOException {
            this(java.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
        }

        private Running(Process process, Path out, Path err) {
            this(process, out, err, CollectorJarIT.awaitPorts(out));
        }

        private Running(Process process, Path out, Path err, Matcher ports) {
            this(
                    process,
                    out,
                    err,
                    Integer.parseInt(ports.group(2)),
                    URI.create(ports.group(3)).getPort());
        }

        String out() throws IOException {
            return Files.readString(outFile);
        }

        String err() throws IOException {
            return Files.readString(errFile);
        }

        void stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
