package dev.engram.collector.redis.snapshot;

/** A snapshot that cannot be written, read or restored as asked. The message is one sentence for the user. */
public final class SnapshotException extends Exception {

    SnapshotException(String message) {
        super(message);
    }

    SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
