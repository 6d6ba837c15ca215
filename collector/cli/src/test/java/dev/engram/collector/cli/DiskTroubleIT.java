package dev.engram.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.engram.collector.server.Http;
import dev.engram.collector.server.SeedTrace;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A collector's process with a database on a disk that fails")
@Tag("full")
class DiskTroubleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final Set<String> accepted = new TreeSet<>();
    private int next;

    @Test
    @DisplayName("refuses spans while the disk is full, says so, and has all that it accepted when there is room again")
    void full() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16m", "engram-test", disk.toString()) == 0,
                "a disk of 16 MB cannot be mounted by this user");
        try {
            try (ForwardIT.Running collector = start("disk/engram")) {
                sendAccepted(collector, 20);
                Path filler = disk.resolve("filler");
                fill(filler);
                await().atMost(PATIENCE).until(() -> send(collector) == 503);
                assertThat(send(collector)).isEqualTo(503);
                assertThat(health(collector)).contains("cannot be written").contains("No space left on device");
                assertThat(collector.err().lines().filter(line -> line.contains("Requests cannot be written")))
                        .hasSize(1);
                Files.delete(filler);
                sendAccepted(collector, 20);
                await().atMost(PATIENCE).until(() -> health(collector).equals("{\"status\":\"ok\"}"));
            }
            assertAllThere("disk/engram");
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    @Test
    @DisplayName("begins another log after a write that failed in the middle of a request")
    void cutOff() throws Exception {
        Path data = folder.resolve("engram");
        try (ForwardIT.Running collector = start("engram")) {
            sendAccepted(collector, 5);
            for (int round = 0; round < 3; round++) {
                long room = Files.size(newestLog(data)) + 700;
                assumeTrue(
                        run("prlimit", "--pid", "" + collector.process().pid(), "--fsize=" + room + ":unlimited") == 0,
                        "there is no prlimit");
                await().atMost(PATIENCE).until(() -> send(collector) == 503);
                assertThat(run("prlimit", "--pid", "" + collector.process().pid(), "--fsize=unlimited:unlimited"))
                        .isZero();
                sendAccepted(collector, 5);
            }
            assertThat(health(collector)).isEqualTo("{\"status\":\"ok\"}");
            assertThat(collector.err()).contains("File too large");
        }
        assertAllThere("engram");
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".damaged"));
        }
    }

    @Test
    @DisplayName("is told while its folder cannot be written, and goes on when it can")
    void becomesReadOnly() throws Exception {
        Path data = folder.resolve("engram");
        try (ForwardIT.Running collector = start("engram")) {
            sendAccepted(collector, 5);
            assumeTrue(
                    run("chattr", "-R", "+i", data.toString()) == 0, "files cannot be made unchangeable by this user");
            try {
                await().atMost(PATIENCE).until(() -> send(collector) == 503);
                assertThat(health(collector)).contains("The database cannot be written: Operation not permitted");
            } finally {
                assertThat(run("chattr", "-R", "-i", data.toString())).isZero();
            }
            sendAccepted(collector, 5);
            assertThat(health(collector)).isEqualTo("{\"status\":\"ok\"}");
            assertThat(collector.err()).containsOnlyOnce("are sent away to be tried again");
        }
        assertAllThere("engram");
    }

    @Test
    @DisplayName("on a disk that can only be read does not start, and says why")
    void readOnly() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m,ro", "engram-test", disk.toString()) == 0,
                "a disk cannot be mounted by this user");
        try {
            Path err = folder.resolve("err");
            Process process = CollectorJarIT.java(folder, "serve", "--db", "disk/engram", "--api-port", "0")
                    .redirectError(err.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(err))
                    .startsWith("The database disk/engram cannot be written: Read-only file system")
                    .hasLineCount(1);
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    private ForwardIT.Running start(String database) throws IOException {
        return ForwardIT.Running.start(folder, "--db", database, "--query-rows", "100000");
    }

    /** The process was killed before. */
    private void assertAllThere(String database) throws Exception {
        try (ForwardIT.Running last = start(database)) {
            assertThat(KilledIT.spanIds(last)).containsAll(accepted).doesNotHaveDuplicates();
        }
    }

    private void sendAccepted(ForwardIT.Running collector, int count) {
        for (int i = 0; i < count; i++) {
            await().atMost(PATIENCE).until(() -> send(collector) == 200);
        }
    }

    /** Sends another trace, and notes its spans where they are accepted. */
    private int send(ForwardIT.Running collector) {
        ExportTraceServiceRequest request = SeedTrace.request(next++);
        int status = Http.post(
                        collector.http(), "/v1/traces", request.toByteArray(), "Content-Type", "application/x-protobuf")
                .statusCode();
        assertThat(status).isIn(200, 503);
        if (status == 200) {
            accepted.addAll(KilledIT.spanIds(request));
        }
        return status;
    }

    private static String health(ForwardIT.Running collector) {
        return new String(Http.get(collector.api(), "/health").body(), StandardCharsets.UTF_8);
    }

    private static Path newestLog(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("requests-"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** Writes until the disk has no room. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** The exit code; 127 where there is no such program. */
    private int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("command.out").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
