package dev.engram.collector.keyspace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RealCluster;
import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.diff.Change;
import dev.engram.collector.keyspace.snapshot.diff.DiffReport;
import dev.engram.collector.keyspace.snapshot.diff.SnapshotDiff;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.restore.RestoreReport;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RoundTripTest {

    private static final long WITHIN_MILLIS = 10_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "Whatever keys a server has, after a flush and a restore it has the same, to the second of their expiry")
    void same(Program program) throws Exception {
        try (RealRedis redis = RealRedis.start(program)) {
            for (long seed = 1; seed <= 4; seed++) {
                roundTrip(redis.uri(), redis.uri(), seed);
            }
        }
    }

    @ParameterizedTest
    @Tag("full")
    @EnumSource
    @DisplayName("A cluster is saved and restored as one keyspace, also to a single server and back")
    void cluster(Program program) throws Exception {
        try (RealCluster cluster = RealCluster.start(program);
                RealRedis single = RealRedis.start(program)) {
            roundTrip(cluster.uri(), cluster.uri(), 5);
            roundTrip(cluster.uri(), single.uri(), 6);
            roundTrip(single.uri(), cluster.uri(), 7);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "EMBEDDED")
    @DisplayName("What an older server had, a newer one has too, and the other way")
    void otherVersion(Program newer) throws Exception {
        try (RealRedis old = RealRedis.start(Program.EMBEDDED);
                RealRedis young = RealRedis.start(newer)) {
            // Streams are told in other words by other versions: compared by a snapshot of each.
            sameLines(old.uri(), young.uri(), 8);
            sameLines(young.uri(), old.uri(), 9);
        }
    }

    private void roundTrip(String from, String to, long seed) throws Exception {
        Path file = folder.resolve("snapshot-" + seed);
        Path again = folder.resolve("again-" + seed);
        RedisAddress source = RedisAddress.parse(from);
        RedisAddress target = RedisAddress.parse(to);
        Map<String, String> before;
        Map<String, Long> expiries;
        try (RedisServer server = RedisServer.open(source)) {
            Keyspace.fill(server, 1500, seed);
            before = Keyspace.contents(server, true);
            expiries = Keyspace.expiries(server);
        }
        SnapshotReport saved = new MemorySnapshot(source, Progress.NONE)
                .snapshotMemory(file, new SnapshotOptions(null, seed % 2 == 0, true, seed % 3 == 0));
        assertThat(saved.keys()).isEqualTo(before.size());
        assertThat(saved.changed() + saved.vanished()).isZero();

        RestoreReport restored = new MemorySnapshot(target, Progress.NONE)
                .restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false));
        assertThat(restored.keys()).isEqualTo(before.size());
        try (RedisServer server = RedisServer.open(target)) {
            assertThat(Keyspace.contents(server, true)).isEqualTo(before);
            Map<String, Long> now = Keyspace.expiries(server);
            assertThat(now.keySet()).isEqualTo(expiries.keySet());
            expiries.forEach((key, expiry) -> assertThat(now.get(key)).isCloseTo(expiry, Offset.offset(WITHIN_MILLIS)));
        }
        new MemorySnapshot(target, Progress.NONE).snapshotMemory(again);
        List<Change> changes = new ArrayList<>();
        DiffReport report = new SnapshotDiff(Progress.NONE).compare(file.toString(), again.toString(), changes::add);
        changes.removeIf(RoundTripTest::isLate);
        assertThat(changes).isEmpty();
        assertThat(report.same()).isPositive();
    }

    /** An older server tells what remains of a key's time, and its answer may be read late on a busy machine. */
    private static boolean isLate(Change change) {
        if (change.before() == null || change.after() == null || change.value()) {
            return false;
        }
        Long before = change.before().expiresAt();
        Long after = change.after().expiresAt();
        return before != null && after != null && Math.abs(before - after) < WITHIN_MILLIS;
    }

    private void sameLines(String from, String to, long seed) throws Exception {
        Path file = folder.resolve("lines-" + seed);
        try (RedisServer server = RedisServer.open(RedisAddress.parse(from))) {
            Keyspace.fill(server, 1500, seed);
        }
        new MemorySnapshot(RedisAddress.parse(from), Progress.NONE).snapshotMemory(file);
        new MemorySnapshot(RedisAddress.parse(to), Progress.NONE)
                .restoreSnapshot(file, new RestoreOptions(Existing.FLUSH, false));
        DiffReport report = new SnapshotDiff(Progress.NONE).compare(from, to, change -> {
            if (!isLate(change)) {
                throw new AssertionError(change.toText());
            }
        });
        assertThat(report.same()).isPositive();
    }

    @Test
    @DisplayName("Two snapshots of the same keys are the same lines but for the first, whenever and in whatever order"
            + " the keys were written")
    void stable() throws Exception {
        try (RealRedis one = RealRedis.start(Program.EMBEDDED);
                RealRedis two = RealRedis.start(Program.EMBEDDED)) {
            try (RedisServer server = one.open()) {
                Keyspace.fill(server, 500, 10);
            }
            SnapshotOptions options = new SnapshotOptions(null, false, true);
            Path file = folder.resolve("one.json");
            new MemorySnapshot(RedisAddress.parse(one.uri()), Progress.NONE).snapshotMemory(file, options);
            new MemorySnapshot(RedisAddress.parse(two.uri()), Progress.NONE).restoreSnapshot(file);
            Path again = folder.resolve("two.json");
            new MemorySnapshot(RedisAddress.parse(two.uri()), Progress.NONE).snapshotMemory(again, options);
            assertThat(keys(again)).isEqualTo(keys(file)).hasSizeGreaterThan(400);
        }
    }

    @Test
    @DisplayName(
            "As one JSON document a snapshot is an array of the same lines, and is restored and compared as they are")
    void document() throws Exception {
        try (RealRedis one = RealRedis.start(Program.EMBEDDED);
                RealRedis two = RealRedis.start(Program.EMBEDDED)) {
            try (RedisServer server = one.open()) {
                Keyspace.fill(server, 300, 11);
            }
            MemorySnapshot snapshot = new MemorySnapshot(RedisAddress.parse(one.uri()), Progress.NONE);
            Path lines = folder.resolve("lines.json");
            Path document = folder.resolve("document.json");
            snapshot.snapshotMemory(lines, new SnapshotOptions(null, false, true));
            snapshot.snapshotMemory(document, new SnapshotOptions(null, false, true, true));
            JsonNode all = new ObjectMapper().readTree(document.toFile());
            List<String> objects = new ArrayList<>();
            all.forEach(each -> objects.add(each.toString().replaceFirst("\"expires_at_ms\":\\d+,", "")));
            assertThat(objects.subList(1, objects.size() - 1))
                    .isEqualTo(keys(lines))
                    .hasSizeGreaterThan(200);

            MemorySnapshot target = new MemorySnapshot(RedisAddress.parse(two.uri()), Progress.NONE);
            assertThat(target.restoreSnapshot(document).keys()).isEqualTo(objects.size() - 2);
            DiffReport same = new SnapshotDiff(Progress.NONE)
                    .compare(
                            lines.toString(),
                            document.toString(),
                            change -> assertThat(isLate(change)).isTrue());
            assertThat(same.same()).isPositive();
            String cut = Files.readString(document);
            Files.writeString(document, cut.substring(0, cut.length() - 200));
            assertThatThrownBy(() -> target.restoreSnapshot(document)).isInstanceOf(SnapshotException.class);
        }
    }

    /** Without expiries, which Redis 6 tells as what remains. */
    private static List<String> keys(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(1, lines.size() - 1).stream()
                .map(line -> line.replaceFirst("\"expires_at_ms\":\\d+,", ""))
                .toList();
    }
}
