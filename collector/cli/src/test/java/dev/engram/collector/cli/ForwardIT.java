package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.OtlpSink;
import dev.engram.collector.server.SeedTrace;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A collector's process that forwards")
class ForwardIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    @DisplayName("told to stop, forwards what it can, and counts and says the rest")
    void stopped() throws Exception {
        try (OtlpSink sink = new OtlpSink()) {
            sink.answering(request -> OtlpSink.Answer.TAKEN.after(Duration.ofMillis(500)));
            try (Running collector = start(sink.url())) {
                send(collector.http(), 0, 30);
                collector.stop();
                assertThat(sink.spans()).isEqualTo(390);
                assertThat(collector.err()).isEmpty();
            }
            int port = sink.goDown();
            try (Running collector = start("http://127.0.0.1:" + port)) {
                send(collector.http(), 30, 5);
                collector.stop();
                assertThat(collector.err()).contains("65 spans were not forwarded to http://127.0.0.1:" + port);
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
                            "ENGRAM_FORWARD_SIGNALS", "traces",
                            "ENGRAM_FORWARD_QUEUE", "",
                            "ENGRAM_FORWARD_HEADERS", "x-tenant=a%20b,x-other=1",
                            "ENGRAM_ALLOW_HOST", "collector, sidecar"));
            try (Running collector = new Running(java, folder)) {
                send(collector.http(), 0, 1);
                Awaitility.await().atMost(PATIENCE).until(() -> sink.spans() == 13);
                assertThat(sink.heads.get(0).get("authorization")).isEqualTo("Bearer s3cret");
                assertThat(sink.heads.get(0).get("x-tenant")).isEqualTo("a b");
                assertThat(collector.out()).contains("What is received goes on to " + sink.url() + " over grpc;");
                assertThat(collector.out() + collector.err() + status(collector))
                        .doesNotContain("s3cret");
            }
        }
    }

    @Test
    @Tag("full")
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
        assertRefused("alone", "--forward-signals does nothing without --forward", "--forward-signals", "traces");
        assertRefused(
                "queue",
                "--forward-queue is gone: queues on disk (file_storage),",
                "--forward",
                "http://x",
                "--forward-queue",
                "queue");
        assertRefused("certificate", "--forward-ca is gone:", "--forward", "https://x", "--forward-ca=s3cret.pem");
        assertRefused(
                "protocol",
                "--forward-protocol is grpc or http/protobuf, not tcp.",
                "--forward",
                "http://x",
                "--forward-protocol",
                "tcp");
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

    private static void send(int port, int from, int count) {
        for (int i = from; i < from + count; i++) {
            assertThat(Http.post(
                                    port,
                                    "/v1/traces",
                                    SeedTrace.request(i).toByteArray(),
                                    "Content-Type",
                                    "application/x-protobuf")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static JsonNode status(Running collector) {
        try {
            return Json.read(new String(Http.get(collector.api(), "/api/status").body(), StandardCharsets.UTF_8))
                    .path("forward");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Running start(String endpoint) throws IOException {
        return Running.start(folder, "--forward", endpoint);
    }

    /** A collector of its own process, up. */
    record Running(Process process, Path outFile, Path errFile, int http, int api) implements AutoCloseable {

        /** Starts one on free ports with these options beside. */
        static Running start(Path folder, String... options) throws IOException {
            List<String> arguments =
                    new ArrayList<>(List.of("serve", "--grpc-port", "0", "--http-port", "0", "--api-port", "0"));
            arguments.addAll(List.of(options));
            return new Running(CollectorJarIT.java(folder, arguments.toArray(String[]::new)), folder);
        }

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
