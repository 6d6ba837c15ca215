package dev.engram.collector.keyspace.snapshot.diff;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.MemorySnapshot;
import dev.engram.collector.keyspace.snapshot.format.Format;
import dev.engram.collector.keyspace.snapshot.format.KeyHeader;
import dev.engram.collector.keyspace.snapshot.format.KeyText;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import dev.engram.collector.keyspace.snapshot.read.SnapshotReader;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two keyspaces, each a file or a server. Both are read once, side by side; of a server a snapshot is made
 * first, and deleted afterwards.
 */
public final class SnapshotDiff {

    /** Older servers tell what remains, which is a little less each time. */
    private static final long EXPIRY_TOLERANCE_MILLIS = 1000;

    private final Progress progress;
    private final @Nullable String password;

    public SnapshotDiff(Progress progress) {
        this(progress, null);
    }

    /**
     * Compares servers with a password that is not part of their addresses.
     *
     * @param password for addresses without one; null for none
     */
    public SnapshotDiff(Progress progress, @Nullable String password) {
        this.progress = progress;
        this.password = password;
    }

    /**
     * Compares.
     *
     * @param before a file's name, or an address of a server as {@link RedisAddress} has it
     * @param after likewise
     * @param changes hears each difference, in the order of the keys
     * @throws SnapshotException where a file is no whole snapshot, or no snapshot of a server can be written
     * @throws RedisException where a server cannot be reached or refuses
     */
    public DiffReport compare(String before, String after, Consumer<Change> changes)
            throws SnapshotException, RedisException {
        try (Side one = side(before, after);
                Side two = side(after, before)) {
            return compare(one.file, two.file, changes);
        }
    }

    /** A file, which may be ours. */
    private static final class Side implements AutoCloseable {
        private final Path file;
        private final boolean temporary;

        Side(Path file, boolean temporary) {
            this.file = file;
            this.temporary = temporary;
        }

        @Override
        public void close() throws SnapshotException {
            if (temporary) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new SnapshotException("The temporary file " + file + " cannot be deleted.", e);
                }
            }
        }
    }

    private Side side(String text, String other) throws SnapshotException, RedisException {
        if (!RedisAddress.isMeant(text)) {
            return new Side(Path.of(text), false);
        }
        // What the other one was not asked for is no difference.
        String pattern = RedisAddress.isMeant(other) ? null : pattern(Path.of(other));
        RedisAddress address = RedisAddress.parse(text);
        if (password != null && !address.hasCredentials()) {
            address = address.withPassword(password);
        }
        Path file;
        try {
            file = Files.createTempFile("engram-diff", ".json");
        } catch (IOException e) {
            throw new SnapshotException("There is no room for a temporary file: " + e.getMessage() + ".", e);
        }
        Side side = new Side(file, true);
        try {
            new MemorySnapshot(address, progress).snapshotMemory(file, new SnapshotOptions(pattern, false, true));
            return side;
        } catch (SnapshotException | RedisException e) {
            side.close();
            throw e;
        }
    }

    private static @Nullable String pattern(Path file) throws SnapshotException {
        try (SnapshotReader reader = SnapshotReader.open(file)) {
            return reader.header().pattern();
        }
    }

    private DiffReport compare(Path before, Path after, Consumer<Change> changes)
            throws SnapshotException, RedisException {
        try (SnapshotReader one = SnapshotReader.open(before);
                SnapshotReader two = SnapshotReader.open(after)) {
            long added = 0;
            long removed = 0;
            long changed = 0;
            long same = 0;
            ValueSum sum = new ValueSum();
            KeyHeader left = one.next();
            KeyHeader right = two.next();
            while (left != null || right != null) {
                int order = order(left, right);
                if (order < 0 && left != null) {
                    removed++;
                    changes.accept(new Change(KeyText.whole(left.key()), state(one, left, sum), null, true, false));
                    left = one.next();
                } else if (order > 0 && right != null) {
                    added++;
                    changes.accept(new Change(KeyText.whole(right.key()), null, state(two, right, sum), true, false));
                    right = two.next();
                } else if (left != null && right != null) {
                    Change change = change(one, left, two, right, sum);
                    if (change == null) {
                        same++;
                    } else {
                        changed++;
                        changes.accept(change);
                    }
                    left = one.next();
                    right = two.next();
                }
                progress.at("Comparing keys", two.counts().keys(), 0);
            }
            return new DiffReport(added, removed, changed, same, note(one.header(), two.header()));
        }
    }

    /** The end comes behind every key. */
    private static int order(@Nullable KeyHeader left, @Nullable KeyHeader right) {
        if (left == null || right == null) {
            return left == null ? 1 : -1;
        }
        return Arrays.compareUnsigned(left.key(), right.key());
    }

    private static @Nullable String note(SnapshotHeader one, SnapshotHeader two) {
        if (Objects.equals(one.pattern(), two.pattern())) {
            return null;
        }
        return "The first has " + asked(one) + ", the second " + asked(two) + ".";
    }

    private static String asked(SnapshotHeader header) {
        return header.pattern() == null ? "all keys" : "the keys that match " + header.pattern();
    }

    private static Change.State state(SnapshotReader reader, KeyHeader head, ValueSum sum)
            throws SnapshotException, RedisException {
        reader.value(sum);
        Change.State state = state(head, sum);
        sum.checksum();
        return state;
    }

    private static Change.State state(KeyHeader head, ValueSum sum) {
        return new Change.State(
                head.type(), sum.size(), head.expiresAt() == Format.NEVER ? null : (Long) head.expiresAt());
    }

    private static @Nullable Change change(
            SnapshotReader one, KeyHeader left, SnapshotReader two, KeyHeader right, ValueSum sum)
            throws SnapshotException, RedisException {
        one.value(sum);
        Change.State before = state(left, sum);
        byte[] checksum = sum.checksum();
        two.value(sum);
        Change.State after = state(right, sum);
        boolean value = !Arrays.equals(checksum, sum.checksum()) || !left.type().equals(right.type());
        boolean never = left.expiresAt() == Format.NEVER || right.expiresAt() == Format.NEVER;
        boolean expiry = never
                ? left.expiresAt() != right.expiresAt()
                : Math.abs(left.expiresAt() - right.expiresAt()) > EXPIRY_TOLERANCE_MILLIS;
        return value || expiry ? new Change(KeyText.whole(left.key()), before, after, value, expiry) : null;
    }
}
