package dev.engram.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What people download")
class ReleaseIT {

    private static final Path RELEASE = Path.of(System.getProperty("engram.release"));
    private static final String VERSION = System.getProperty("engram.version");

    private static final String APPLICATION = """
            public class NotesMemoryStore {
                public void store(String key, Object value) {}

                public Object retrieve(String key) {
                    return null;
                }

                public static void main(String[] arguments) {
                    NotesMemoryStore notes = new NotesMemoryStore();
                    notes.store("tea", "green");
                    notes.retrieve("coffee");
                }
            }
            """;

    /** Where the archive is unpacked, a home without anything in it, and where it is started from. */
    @TempDir
    Path folder;

    private Path home;
    private final List<Process> running = new ArrayList<>();

    private record Ended(int code, String out) {}

    @BeforeEach
    void unpack() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        assertThat(run(
                                "tar",
                                "-xzf",
                                RELEASE.resolve("engram-" + VERSION + ".tar.gz").toString())
                        .code())
                .isZero();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process each : running) {
            each.destroy();
            each.waitFor();
        }
    }

    private Process start(Path out, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("ENGRAM_") || name.startsWith("OTEL_"));
        environment.put("HOME", home.toString());
        Process process = builder.redirectOutput(out.toFile()).start();
        running.add(process);
        return process;
    }

    private Ended run(String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = start(out, List.of(command));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out));
    }

    private String engram() {
        return folder.resolve("engram-" + VERSION).resolve("engram").toString();
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    @DisplayName(
            "runs in an empty folder, with a Java and nothing else: the collector, a program with the agent, its traces")
    void archive() throws Exception {
        assertThat(run(engram(), "version").out()).isEqualTo("engram " + VERSION + "\n");
        assertThat(run(engram(), "help").out()).contains("serve ", "attach PID").doesNotContain("See it work");
        assertThat(run(engram(), "demo"))
                .isEqualTo(new Ended(
                        1,
                        "engram: demo is made from Engram's sources, which this archive does not have; run it from the"
                                + " source tree.\n"));
        Files.writeString(folder.resolve("NotesMemoryStore.java"), APPLICATION);
        assertThat(run(Path.of(java()).resolveSibling("javac").toString(), "NotesMemoryStore.java")
                        .code())
                .isZero();
        assertThat(run(engram(), "check", "--classpath", ".").out()).contains("NotesMemoryStore");

        int http = freePort();
        int api = freePort();
        Path out = folder.resolve("serve.txt");
        start(out, List.of(engram(), "serve", "--grpc-port", "0", "--http-port", "" + http, "--api-port", "" + api));
        Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> Files.readString(out).contains("See it in a browser"));
        assertThat(Files.readString(out)).contains("-javaagent:" + folder.toRealPath());
        Ended application = run(
                java(),
                "-javaagent:engram-" + VERSION + "/lib/engram-agent.jar",
                "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:" + http,
                "NotesMemoryStore");
        assertThat(application.code()).isZero();
        assertThat(application.out()).contains("Recording for NotesMemoryStore");
        Ended rows = run(
                engram(),
                "query",
                "--url",
                "http://127.0.0.1:" + api,
                "--format",
                "csv",
                "SELECT name, attributes['memory.key'] AS key FROM spans ORDER BY start_time");
        assertThat(rows.out()).isEqualTo("name,key\nengram.memory.store,tea\nengram.memory.retrieve,coffee\n");
        assertThat(Files.exists(home.resolve(".m2"))).isFalse();
    }

    @Test
    @DisplayName("is listed with its checksums, and each collector has the native code of its platform alone")
    void files() throws Exception {
        assertThat(run("sh", "-c", "cd '" + RELEASE + "' && sha256sum -c --quiet SHA256SUMS"))
                .isEqualTo(new Ended(0, ""));
        String collector = "engram-collector-" + VERSION;
        try (Stream<Path> all = Files.list(RELEASE)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "SHA256SUMS",
                            "engram-" + VERSION + ".tar.gz",
                            "engram-" + VERSION + ".zip",
                            "engram-agent-" + VERSION + ".jar",
                            "engram-agent-" + VERSION + ".cdx.json",
                            "engram-otel-extension-" + VERSION + ".jar",
                            "engram-otel-extension-" + VERSION + ".cdx.json",
                            collector + ".jar",
                            collector + ".cdx.json",
                            collector + "-linux-x86_64.jar",
                            collector + "-linux-aarch64.jar",
                            collector + "-macos-aarch64.jar",
                            collector + "-windows-x86_64.jar",
                            "engram-rules.schema.json",
                            "engram-agent-" + VERSION + ".pom",
                            "engram-agent-" + VERSION + "-sources.jar",
                            "engram-agent-" + VERSION + "-javadoc.jar",
                            "engram-otel-extension-" + VERSION + ".pom",
                            "engram-otel-extension-" + VERSION + "-sources.jar",
                            "engram-otel-extension-" + VERSION + "-javadoc.jar",
                            collector + ".pom",
                            collector + "-sources.jar",
                            collector + "-javadoc.jar");
        }
        assertThat(natives(collector + ".jar")).hasSize(4);
        assertThat(natives(collector + "-linux-x86_64.jar")).containsExactly("libduckdb_java.so_linux_amd64");
        assertThat(natives(collector + "-linux-aarch64.jar")).containsExactly("libduckdb_java.so_linux_arm64");
        assertThat(natives(collector + "-macos-aarch64.jar")).containsExactly("libduckdb_java.so_macos_arm64");
        assertThat(natives(collector + "-windows-x86_64.jar")).containsExactly("libduckdb_java.so_windows_amd64");
        assertThat(Files.readString(folder.resolve("engram-" + VERSION).resolve("licenses/THIRD-PARTY.txt")))
                .contains("duckdb_jdbc", "disruptor", "byte-buddy");
    }

    private static List<String> natives(String jar) throws IOException {
        try (ZipFile file = new ZipFile(RELEASE.resolve(jar).toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("libduckdb_java"))
                    .collect(Collectors.toList());
        }
    }

    @Test
    @DisplayName("says what was meant if it is the wrong jar")
    void wrongJars() throws Exception {
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        String other = isArm ? "linux-x86_64" : "linux-aarch64";
        String right = isArm ? "linux-aarch64" : "linux-x86_64";
        String collector = "engram-collector-" + VERSION;
        assertThat(run(
                        java(),
                        "-jar",
                        RELEASE.resolve(collector + "-" + other + ".jar").toString(),
                        "serve"))
                .isEqualTo(new Ended(
                        1,
                        "This is the collector for " + other + ", and this machine is " + right + "; take " + collector
                                + "-" + right + ".jar, or " + collector + ".jar, which has the code for all.\n"));
        assertThat(run(java(), "-javaagent:" + RELEASE.resolve(collector + "-" + right + ".jar"), "--version"))
                .satisfies(ended -> assertThat(ended.out())
                        .startsWith("[engram] This is the collector's jar, which is no agent; -javaagent takes"
                                + " engram-agent.jar. The application runs without Engram.\n"));
        assertThat(run(
                                java(),
                                "-jar",
                                RELEASE.resolve("engram-agent-" + VERSION + ".jar")
                                        .toString())
                        .out())
                .startsWith("Name a command.");
    }
}
