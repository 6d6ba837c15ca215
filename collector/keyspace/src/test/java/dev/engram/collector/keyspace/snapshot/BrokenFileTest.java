package dev.engram.collector.keyspace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A file that is not as it was written is refused in one sentence, and the server is as it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenFileTest {

    @SuppressWarnings("NullAway.Init") // before all tests
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private RealRedis redis;

    @SuppressWarnings("NullAway.Init") // before all tests
    private Map<String, String> before;

    private byte[] good = new byte[0];
    private byte[] compressed = new byte[0];

    @BeforeAll
    void save(@TempDir Path temporary) throws Exception {
        folder = temporary;
        redis = RealRedis.start(Program.EMBEDDED);
        try (RedisServer server = redis.open()) {
            Keyspace.fill(server, 60, 1);
            before = Keyspace.contents(server, true);
        }
        good = saved(false);
        compressed = saved(true);
    }

    private byte[] saved(boolean gzip) throws Exception {
        Path file = folder.resolve("good");
        snapshot().snapshotMemory(file, new SnapshotOptions(null, gzip, false));
        return Files.readAllBytes(file);
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    private MemorySnapshot snapshot() throws Exception {
        return new MemorySnapshot(RedisAddress.parse(redis.uri()), Progress.NONE);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("broken"), bytes);
    }

    /** The message, behind the file's name. */
    private String refusal(byte[] bytes) throws Exception {
        Path file = file(bytes);
        String[] message = new String[1];
        assertThatThrownBy(() -> snapshot().restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false)))
                .isInstanceOfSatisfying(
                        SnapshotException.class, failure -> message[0] = String.valueOf(failure.getMessage()));
        try (RedisServer server = redis.open()) {
            assertThat(Keyspace.contents(server, true)).isEqualTo(before);
        }
        assertThat(message[0]).startsWith(file.toString()).endsWith(".").doesNotContain("\n");
        return message[0].substring(file.toString().length());
    }

    private byte[] edited(String what, String with) {
        String text = new String(good, StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        return text.replace(what, with).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("A file that is cut off anywhere is refused")
    void cutOff() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            assertThat(refusal(Arrays.copyOf(good, 1 + random.nextInt(good.length - 2))))
                    .containsAnyOf("cut off", "no snapshot", "damaged");
            assertThat(refusal(Arrays.copyOf(compressed, 1 + random.nextInt(compressed.length - 2))))
                    .containsAnyOf("cut off", "no snapshot", "damaged");
        }
        List<String> lines = new String(good, StandardCharsets.UTF_8).lines().toList();
        String withoutEnd = String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
        assertThat(refusal(withoutEnd.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(" is cut off behind line " + (lines.size() - 1)
                        + ": its last line, with the checksum, is missing.");
        assertThat(refusal(new byte[0])).isEqualTo(" is empty, and no snapshot.");
    }

    @Test
    @DisplayName("A file with a single other bit is refused")
    void tampered() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = (i % 2 == 0 ? good : compressed).clone();
            // A gzip begins with ten bytes of which some mean nothing.
            bytes[10 + random.nextInt(bytes.length - 11)] ^= (byte) (1 << random.nextInt(8));
            if (i % 2 == 0 || !unzipsTheSame(bytes)) {
                assertThat(refusal(bytes)).isNotEmpty();
            }
        }
        assertThat(refusal(edited("\"type\":\"hash\"", "\"type\":\"hash\" ")))
                .isEqualTo(" was changed or damaged after it was written: its checksum is another one.");
        assertThat(refusal(edited("\"keys\":" + before.size(), "\"keys\":3"))).contains("its last line says 3");
    }

    private boolean unzipsTheSame(byte[] bytes) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readAllBytes();
            // The first line has another time.
            return Arrays.equals(plain, new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes());
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @DisplayName("A file of another version, and one that is something else, are told apart from a damaged one")
    void foreign() throws Exception {
        assertThat(refusal(edited("\"version\":1", "\"version\":2")))
                .isEqualTo(" has version 2 of the format, and this Engram reads version 1; restore it with the Engram"
                        + " that wrote it.");
        for (String other : List.of("{\"a\":1}\n", "REDIS0009\u00fa", "\u0000\u0001", "[]", "null\n", "hello\n")) {
            assertThat(refusal(other.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(" is no snapshot: its first line is not {\"format\":\"engram-redis-snapshot\",…}.");
        }
        assertThatThrownBy(() -> snapshot().restoreSnapshot(folder.resolve("none")))
                .hasMessage("There is no file " + folder.resolve("none") + ".");
    }

    @Test
    @DisplayName("What stands behind the end, and a line that is no key's, are refused with the number of the line")
    void lines() throws Exception {
        int lines = (int) new String(good, StandardCharsets.UTF_8).lines().count();
        byte[] longer = Arrays.copyOf(good, good.length + 2);
        longer[good.length] = '{';
        longer[good.length + 1] = '\n';
        assertThat(refusal(longer))
                .isEqualTo(", line " + (lines + 1) + ": it comes behind the last one; the file is damaged.");
        assertThat(refusal(edited("\"type\":\"list\",", "")))
                .matches(", line \\d+: \"type\" is missing; the file is damaged\\.");
        String backwards = """
                {"format":"engram-redis-snapshot","version":1,"created_at":"2026-11-21T00:00:00Z"}
                {"key":"b","type":"string","value":"x"}
                {"key":"a","type":"string","value":"x"}
                """;
        assertThat(refusal(backwards.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(", line 3: its key does not come behind that of the line before; the file is damaged.");
    }
}
