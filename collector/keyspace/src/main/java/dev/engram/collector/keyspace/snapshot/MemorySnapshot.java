package dev.engram.collector.keyspace.snapshot;

import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.read.SnapshotReader;
import dev.engram.collector.keyspace.snapshot.restore.Restore;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.restore.RestoreReport;
import dev.engram.collector.keyspace.snapshot.write.Capture;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import java.nio.file.Path;

/**
 * Saves the keys of a Redis to a file and restores them: single servers, sentinels, clusters, Valkey. Each method
 * connects anew, so an instance can be used by several threads.
 */
public final class MemorySnapshot {

    private final RedisAddress address;
    private final Progress progress;

    /** Of the Redis on this machine, {@code redis://127.0.0.1:6379}. */
    public MemorySnapshot() {
        this(local(), Progress.NONE);
    }

    public MemorySnapshot(RedisAddress address, Progress progress) {
        this.address = address;
        this.progress = progress;
    }

    private static RedisAddress local() {
        try {
            return RedisAddress.parse("redis://127.0.0.1:6379");
        } catch (RedisException e) {
            throw new IllegalStateException("this is how an address looks", e);
        }
    }

    /** Saves all keys: {@link #snapshotMemory(Path, SnapshotOptions)} with its defaults. */
    public SnapshotReport snapshotMemory(Path file) throws RedisException, SnapshotException {
        return snapshotMemory(file, SnapshotOptions.defaults());
    }

    /**
     * Saves keys. The file is there when this returns, whole and on disk; one of that name is replaced.
     *
     * @throws RedisException where the server cannot be reached or refuses; the file is as it was before
     * @throws SnapshotException where the file cannot be written; it is as it was before
     */
    public SnapshotReport snapshotMemory(Path file, SnapshotOptions options) throws RedisException, SnapshotException {
        try (RedisServer server = RedisServer.open(address)) {
            return new Capture(server, options, file, progress).run();
        }
    }

    /** Restores all keys of a file; they replace those of the same name, all others stay. */
    public RestoreReport restoreSnapshot(Path file) throws RedisException, SnapshotException {
        return restoreSnapshot(file, new RestoreOptions(Existing.MERGE, false));
    }

    /**
     * Restores all keys of a file.
     *
     * @throws RedisException where the server cannot be reached or refuses before anything is touched
     * @throws SnapshotException where the file is no whole snapshot, or keys are there and that is not allowed: then
     *     nothing was touched; or where it broke off in between: then the message says how far it came
     */
    public RestoreReport restoreSnapshot(Path file, RestoreOptions options) throws RedisException, SnapshotException {
        // What is no snapshot at all is said first, also where there is no server.
        SnapshotReader.open(file).close();
        try (RedisServer server = RedisServer.open(address)) {
            return new Restore(server, file, options, progress).run();
        }
    }
}
