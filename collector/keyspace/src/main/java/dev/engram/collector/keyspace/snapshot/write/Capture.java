package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.KeyScan;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.format.KeyText;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.format.SnapshotHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a snapshot. First all keys are found and sorted, then their values are read in that order and written at once:
 * values never wait on disk, and what is written twice by a scan is read once. For one use.
 */
public final class Capture {

    /** Keys that the server looks at before it answers others. */
    private static final int SCAN = 1000;

    /** Keys that are asked for at once. */
    private static final int BATCH = 1000;

    /** Bytes of values that are asked for at once. */
    private static final long BATCH_BYTES = 8L * 1024 * 1024;

    /** From here on a value is read in windows. */
    private static final long LARGE = 1024 * 1024;

    /** Keys in memory while they are sorted. */
    private static final long SORT_MEMORY = 64L * 1024 * 1024;

    private static final int SHOWN = 10;

    private final RedisServer server;
    private final SnapshotOptions options;
    private final Progress progress;
    private final KeyFinder finder;
    private final SmallValues small;
    private final LargeValue large;
    private final Path file;
    private final List<String> changedKeys = new ArrayList<>();
    private long found;
    private long done;
    private long vanished;
    private long changed;

    public Capture(RedisServer server, SnapshotOptions options, Path file, Progress progress) throws RedisException {
        this.server = server;
        this.options = options;
        this.file = file;
        this.progress = progress;
        Expiry expiry = new Expiry(server);
        finder = new KeyFinder(server);
        small = new SmallValues(server, finder, expiry);
        large = new LargeValue(server, expiry, SnapshotWriter.folder(file), this::reading);
    }

    public SnapshotReport run() throws RedisException, SnapshotException {
        long began = System.nanoTime();
        SnapshotHeader header = new SnapshotHeader(
                server.now(),
                options.absoluteExpiry(),
                options.pattern(),
                server.version(),
                server.address().database());
        try (SnapshotWriter writer = SnapshotWriter.create(file, header, options);
                Sorter keys = new Sorter(SnapshotWriter.folder(file), 1, Sorter.memory(SORT_MEMORY))) {
            new KeyScan(server, options.pattern(), SCAN).<IOException>forEach((node, some) -> {
                for (byte[] key : some) {
                    keys.add(key);
                }
                found += some.size();
                progress.at("Finding keys", found, 0);
            });
            List<byte[]> batch = new ArrayList<>(BATCH);
            keys.forEach(row -> {
                batch.add(row[0]);
                if (batch.size() == BATCH) {
                    writeAll(batch, writer);
                }
            });
            writeAll(batch, writer);
            writer.finish();
            return new SnapshotReport(
                    writer.counts().keys(),
                    writer.counts().byType(),
                    vanished,
                    changed,
                    List.copyOf(changedKeys),
                    Files.size(file),
                    Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            throw SnapshotWriter.failed(file, e);
        }
    }

    private void writeAll(List<byte[]> batch, SnapshotWriter writer) throws RedisException, IOException {
        write(batch, writer);
        done += batch.size();
        reading();
        batch.clear();
    }

    private void reading() {
        progress.at("Reading keys", done, found);
    }

    private void write(List<byte[]> keys, SnapshotWriter writer) throws RedisException, IOException {
        List<ScannedKey> all = finder.find(keys);
        vanished += keys.size() - all.size();
        List<ScannedKey> together = new ArrayList<>(all.size());
        long bytes = 0;
        for (ScannedKey one : all) {
            boolean alone = one.bytes() > LARGE;
            if (alone || bytes + one.bytes() > BATCH_BYTES) {
                vanished += small.write(together, writer);
                together.clear();
                bytes = 0;
            }
            if (alone) {
                writeLarge(one, writer);
            } else {
                together.add(one);
                bytes += one.bytes();
            }
        }
        vanished += small.write(together, writer);
    }

    private void writeLarge(ScannedKey one, SnapshotWriter writer) throws RedisException, IOException {
        switch (large.write(one, writer)) {
            case GONE -> vanished++;
            case ANOTHER -> write(List.of(one.key()), writer);
            case CHANGED -> {
                changed++;
                if (changedKeys.size() < SHOWN) {
                    changedKeys.add(KeyText.of(one.key()));
                }
            }
            case WHOLE -> {
                // as it should be
            }
        }
    }
}
