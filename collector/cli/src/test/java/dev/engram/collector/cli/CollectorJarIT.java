package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users start it: a server, and clients that ask it. */
class CollectorJarIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private record Run(int exit, String out, String err) {}

    @Test
    void aServerTakesSpansAndClientsShowThem() throws Exception {
        Path out = folder.resolve("serve.out");
        Path err = folder.resolve("serve.err");
        Process server = java("serve", "--grpc-port", "0", "--http-port", "0", "--api-port", "0", "--db", "spans.db")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            Matcher ports = awaitPorts(out);
            String url = ports.group(3);
            int http = Integer.parseInt(ports.group(2));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(read(out))
                            .contains("\nAttach the agent to an application: java -javaagent:/opt/engram-agent.jar"
                                    + "=otel.exporter.otlp.endpoint=http://127.0.0.1:" + http
                                    + " -jar your-application.jar\n"));
            assertThat(Http.post(
                                    http,
                                    "/v1/traces",
                                    SeedTrace.request().toByteArray(),
                                    "Content-Type",
                                    "application/x-protobuf")
                            .statusCode())
                    .isEqualTo(200);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(run("query", "--url", url, "SELECT count(*) AS n FROM spans")
                                    .out())
                            .isEqualTo("n\n--\n13\n"));

            assertThat(run("trace", "--url", url).out())
                    .startsWith("┌──")
                    .contains("│ Trace: Test Plan Creation and Execution")
                    .contains("│     └─ namespace: aqe/test-plans, found: true, size: 387 bytes")
                    .endsWith("""
                            Total Duration: 409ms
                            Memory Operations: 5 (2 store, 1 retrieve, 1 search, 1 delete)
                            Data Transferred: 2.0KB (1.6KB stored, 387B read)
                            """);
            assertThat(run("trace", "--url", url, SeedTrace.TRACE_ID).exit()).isZero();
            JsonNode spans =
                    Json.read(run("spans", "--url", url, "--trace", "latest").out());
            assertThat(spans).hasSize(13);
            assertThat(spans.get(0).fieldNames()).toIterable().doesNotContain("startUnixNano");
            assertThat(run("traces", "--url", url).out())
                    .matches("(?s)start \\(UTC\\) .*2024-11-20 08:00:00.000  Test Plan Creation and Execution"
                            + "  qe-coverage-analyzer, qe-fleet-commander, qe-tes.*5  .*409ms.*"
                            + SeedTrace.TRACE_ID + "\n");
            assertThat(run("traces", "--url", url, "--agent", "qe-fleet-commander", "--min-duration", "409ms")
                            .out())
                    .contains(SeedTrace.TRACE_ID);
            assertThat(run("traces", "--url", url, "--since", "5m").out()).endsWith("(no rows)\n");
            assertThat(Json.read(run("traces", "--url", url, "--status", "ok", "--format", "json")
                                    .out())
                            .path(0)
                            .path("startUnixNano")
                            .asText())
                    .isEqualTo("1732089600000000000");
            Run lineage = run("lineage", "--url", url, "test-plan-user-service", "--namespace", "aqe/test-plans");
            assertThat(lineage.out())
                    .startsWith("Key test-plan-user-service in the namespace aqe/test-plans\n\ntime (UTC)")
                    .endsWith("\nqe-test-executor read what qe-test-generator wrote at 2024-11-20 08:00:00.005.\n");
            assertThat(Json.read(run("lineage", "--url", url, "--format", "json", "test-plan-user-service")
                                    .out())
                            .path("operations"))
                    .hasSize(3);
            Run findings = run("findings", "--url", url, "--namespace", "aqe/reports");
            assertThat(findings.out())
                    .startsWith("never read: coverage-report-user-service in aqe/reports\n")
                    .endsWith("1 finding.\n");
            assertThat(Json.read(run("findings", "--url", url, "--format", "json", "--finding", "never read")
                            .out()))
                    .singleElement()
                    .satisfies(each -> assertThat(each.path("agent").asText()).isEqualTo("qe-coverage-analyzer"));
            assertThat(run("findings", "--url", url, "--key", "it's none").out())
                    .isEqualTo("No findings.\n");
            assertFails(run("lineage", "--url", url, "nobody's"), 1, "No operation on the key nobody's has arrived.");
            assertFails(
                    run("lineage", "--url", url, "\u001b[2Jkey"),
                    1,
                    "No operation on the key \\u001b[2Jkey has arrived.");
            assertThat(run("health", "--url", url).exit()).isZero();
            assertThat(run("query", "--url", url, "--format", "csv", "SELECT 1 AS a, 'x,y' AS b")
                            .out())
                    .isEqualTo("a,b\n1,\"x,y\"\n");
            assertThat(run("query", "--url", url, "--format", "json", "SELECT 1 AS a")
                            .out())
                    .isEqualTo("[\n  {\n    \"a\": 1\n  }\n]\n");

            String parquet = folder.resolve("spans.parquet").toString();
            assertThat(run("query", "--url", url, "--format", "parquet", "--out", parquet, "FROM spans")
                            .exit())
                    .isZero();
            assertThat(Files.readString(Path.of(parquet), StandardCharsets.ISO_8859_1))
                    .startsWith("PAR1")
                    .endsWith("PAR1");
            assertFails(
                    run("query", "--url", url, "--format", "parquet", "--out", parquet, "SELECT nothing FROM spans"),
                    1,
                    "Binder Error: Referenced column \"nothing\" not found");
            assertThat(Path.of(parquet)).isNotEmptyFile();
            assertThat(Path.of(parquet + ".part")).doesNotExist();
            assertFails(
                    run("query", "--url", url, "--format", "parquet", "FROM spans"),
                    1,
                    "Parquet is no text; name a file with --out.");
            assertThat(run("query", "--url", url, "--out", parquet, "SELECT 1 AS a")
                            .out())
                    .isEmpty();
            assertThat(Path.of(parquet)).hasContent("a\n-\n1\n");

            assertThat(run("query", "--url", url, "--format", "csv", "SELECT TIMESTAMP '2024-03-10 02:30:00' AS t")
                            .out())
                    .isEqualTo("t\n2024-03-10 02:30:00\n");

            assertFails(
                    run("trace", "--url", url, "f".repeat(32)),
                    1,
                    "There is no trace " + "f".repeat(32) + "; the latest is " + SeedTrace.TRACE_ID
                            + " (Test Plan Creation and Execution).\n");
            assertFails(run("query", "--url", url, "DROP VIEW spans"), 1, "Only one statement that reads is allowed");
            assertFails(
                    run("serve", "--db", "spans.db", "--grpc-port", "0", "--http-port", "0", "--api-port", "0"),
                    1,
                    "The database spans.db is in use by another process;");
            assertFails(
                    run("serve", "--grpc-port", Integer.toString(http)),
                    1,
                    "Cannot listen on 127.0.0.1:" + http + " for OTLP over gRPC");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out)).endsWith("Stopped; all that was accepted is written.\n");
        assertThat(Files.readString(err)).isEmpty();
    }

    @Test
    @Tag("full")
    void clientsShowTheTokenThatTheServerWasGiven() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret-token\n");
        Path other = Files.writeString(folder.resolve("other"), "another-one\n");
        Path out = folder.resolve("serve.out");
        Process server = java(
                        "serve",
                        "--grpc-port",
                        "0",
                        "--http-port",
                        "0",
                        "--api-port",
                        "0",
                        "--token-file",
                        token.toString())
                .redirectOutput(out.toFile())
                .start();
        try {
            String url = awaitPorts(out).group(3);
            assertFails(
                    run("query", "--url", url, "SELECT 1"),
                    1,
                    "The collector at " + url
                            + " asks for a token; give --token-file, or ENGRAM_TOKEN in the environment.");
            assertFails(
                    run("traces", "--url", url, "--token-file", other.toString()),
                    1,
                    "The collector at " + url + " has another token;");
            assertFails(
                    run("traces", "--url", url, "--token-file", "missing"),
                    1,
                    "The file missing of --token-file cannot be read; it holds one line.");
            assertThat(run("query", "--url", url, "--token-file", token.toString(), "SELECT 1 AS a")
                            .out())
                    .isEqualTo("a\n-\n1\n");
            ProcessBuilder byVariable = java("traces", "--url", url);
            byVariable.environment().put("ENGRAM_TOKEN", "s3cret-token");
            assertThat(byVariable.start().waitFor()).isZero();
            assertThat(run("health", "--url", url).exit()).isZero();
            assertThat(Files.readString(out))
                    .contains("OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20TOKEN.")
                    .doesNotContain("s3cret");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertFails(run("serve", "--host", "0.0.0.0"), 1, "On 0.0.0.0 everyone who reaches this machine could");
        assertFails(run("serve", "--token", "two words"), 2, "A token is 1 to 1000 visible ASCII characters");
        assertFails(run("serve", "--key", "key.pem"), 2, "--certificate and --key are given together.");
    }

    @Test
    @Tag("full")
    void withoutACollectorTheClientsSaySo() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + free;
        for (String command : List.of("traces", "trace", "spans", "health")) {
            assertFails(run(command, "--url", url), 1, "No collector answers at " + url + ";");
        }
        assertFails(run("query", "--url", url, "SELECT 1"), 1, "No collector answers at " + url + ";");
        assertFails(run("trace", "--url", "nonsense"), 1, "--url nonsense is no address of a collector;");
        assertFails(run("trace", "--url", url, "xyz"), 1, "A trace id has 32 hex digits");
    }

    @Test
    void wrongUsageIsExplained() throws Exception {
        assertFails(run(), 2, "Name a command.");
        assertFails(run("qurey"), 2, "");
        assertFails(run("query"), 2, "Missing required parameter: 'SQL'");
        assertFails(run("serve", "--max-spans", "0"), 2, "--max-spans is at least 1, not 0.");
        assertFails(run("serve", "--grpc-port", "70000"), 2, "A port is a number from 0 to 65535, not 70000.");
        assertThat(run("--help").exit()).isZero();
        assertThat(run("--version").out()).startsWith("engram 0");
    }

    /** Groups: the port for gRPC, that for HTTP, and the address of the API. */
    static Matcher awaitPorts(Path out) {
        Pattern line = Pattern.compile("gRPC on 127.0.0.1:(\\d+), over HTTP on 127.0.0.1:(\\d+); queries on (\\S+);");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> line.matcher(Files.readString(out)).find());
        Matcher ports = line.matcher(read(out));
        assertThat(ports.find()).isTrue();
        return ports;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertFails(Run run, int exit, String message) {
        assertThat(run.err()).startsWith(message);
        assertThat(run.exit()).isEqualTo(exit);
        if (exit == 1) {
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    private Run run(String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        Process process = java(args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + String.join(" ", args));
        }
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private ProcessBuilder java(String... args) {
        return java(folder, args);
    }

    /** A collector's command line, to be run in that directory. */
    static ProcessBuilder java(Path folder, String... args) {
        // A zone where half past two on that morning does not exist.
        ProcessBuilder builder = JarProcess.of(
                folder, List.of("-Duser.timezone=America/New_York", "-Dengram.agent=/opt/engram-agent.jar"), args);
        // As under cron or in a container: no locale.
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("ENGRAM_"));
        return builder;
    }
}
