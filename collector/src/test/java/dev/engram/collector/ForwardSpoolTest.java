package dev.engram.collector;

import static dev.engram.collector.ForwardTest.awaitSettled;
import static dev.engram.collector.ForwardTest.forwarding;
import static dev.engram.collector.ForwardTest.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.forward.ForwardOptions;
import dev.engram.collector.forward.ForwardOptions.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The queue's directory")
class ForwardSpoolTest {

    private static final String NOWHERE = "http://127.0.0.1:1";

    @TempDir
    private Path folder;

    @Test
    @DisplayName("keeps what waits for the next collector, which sends it in its order, by another protocol if need be")
    void nextStart() throws Exception {
        leave(20);
        assertThat(files()).hasSize(20).allMatch(name -> name.matches("\\d{19}-traces-13-[0-9a-f]{8}\\.pb"));
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink();
                TestCollector collector = forwarding(sink, Protocol.HTTP, options -> options.queueDirectory(folder))) {
            Awaitility.await()
                    .until(() -> items(collector, "traces").path("forwarded").asInt() == 260);
            assertThat(items(collector, "traces").path("recovered").asInt()).isEqualTo(260);
            assertThat(sink.spans()).isEqualTo(260);
            collector.send(SeedTrace.request(20));
            awaitSettled(collector, 13);
            assertThat(said.all())
                    .contains("20 requests wait in " + folder + " from before; they are forwarded to " + sink.url()
                            + ".");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    @DisplayName("a damaged file is set aside and counted, one that is no collector's is left alone, and both are said")
    void damagedAndForeign() throws Exception {
        leave(3);
        Path first = folder.resolve(files().get(0));
        byte[] content = Files.readAllBytes(first);
        content[content.length / 2] ^= 1;
        Files.write(first, content);
        Path second = folder.resolve(files().get(1));
        Files.write(second, new byte[0]);
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve(files().get(2) + ".tmp"), "half a requ");
        try (LogLines said = new LogLines();
                OtlpSink sink = new OtlpSink();
                TestCollector collector = forwarding(sink, Protocol.GRPC, options -> options.queueDirectory(folder))) {
            Awaitility.await()
                    .until(() -> items(collector, "traces").path("queued").asInt() == 0);
            assertThat(items(collector, "traces").path("recovered").asInt()).isEqualTo(39);
            assertThat(items(collector, "traces").path("forwarded").asInt()).isEqualTo(13);
            assertThat(items(collector, "traces")
                            .path("droppedBy")
                            .path("damaged")
                            .asInt())
                    .isEqualTo(26);
            assertThat(said.with(" is not what was written; ")).hasSize(2);
            assertThat(said.with("is no request and is left alone: notes.txt;")).hasSize(1);
        }
        assertThat(files())
                .containsExactlyInAnyOrder(
                        first.getFileName() + ".damaged", second.getFileName() + ".damaged", "notes.txt");
    }

    @Test
    @DisplayName("belongs to one collector at a time")
    void locked() {
        try (TestCollector first = forwarding(NOWHERE, Protocol.GRPC, options -> options.queueDirectory(folder))) {
            assertThat(first.get().grpcPort()).isPositive();
            assertRefused(
                    folder,
                    "The queue directory " + folder
                            + " is in use by another collector; give --forward-queue one of its own.");
        }
    }

    @Test
    @DisplayName("that cannot be written to is said at the start")
    void notWritable() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(
                file,
                "The queue directory " + file
                        + " cannot be written to (it is no directory); give --forward-queue one that can.");
    }

    @Test
    @DisplayName("has bounded room: the oldest go, also when the next collector has less of it")
    void bounded() throws Exception {
        leave(10);
        try (TestCollector collector = forwarding(
                NOWHERE,
                Protocol.GRPC,
                options -> options.queueDirectory(folder).queueBytes(4 * 4096))) {
            collector.send(SeedTrace.request(11));
            assertThat(items(collector, "traces").path("queued").asInt()).isEqualTo(4 * 13);
            assertThat(items(collector, "traces")
                            .path("droppedBy")
                            .path("queue_full")
                            .asInt())
                    .isEqualTo(7 * 13);
        }
        assertThat(files()).hasSize(4);
    }

    @Test
    @DisplayName("keeps nothing for longer than it is told to")
    void expired() throws Exception {
        leave(2);
        Files.setLastModifiedTime(
                folder.resolve(files().get(0)), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        try (TestCollector collector = forwarding(
                NOWHERE,
                Protocol.GRPC,
                options -> options.queueDirectory(folder).maxAge(Duration.ofHours(1)))) {
            Awaitility.await()
                    .until(() -> items(collector, "traces")
                                    .path("droppedBy")
                                    .path("expired")
                                    .asInt()
                            == 13);
            assertThat(items(collector, "traces").path("queued").asInt()).isEqualTo(13);
        }
        assertThat(files()).hasSize(1);
    }

    /** Fills the directory with so many requests. */
    private void leave(int requests) throws InterruptedException {
        try (TestCollector collector = forwarding(NOWHERE, Protocol.GRPC, options -> options.queueDirectory(folder))) {
            for (int i = 0; i < requests; i++) {
                collector.send(SeedTrace.request(i));
            }
        }
    }

    private static void assertRefused(Path directory, String sentence) {
        CollectorOptions options = CollectorOptions.builder()
                .grpcPort(0, true)
                .httpPort(0, true)
                .apiPort(0, true)
                .forward(ForwardOptions.builder(NOWHERE)
                        .queueDirectory(directory)
                        .build())
                .build();
        assertThatThrownBy(() -> Collector.start(options))
                .isInstanceOf(StartException.class)
                .hasMessage(sentence);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }
}
