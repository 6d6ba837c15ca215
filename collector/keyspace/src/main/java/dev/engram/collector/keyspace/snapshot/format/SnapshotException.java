package dev.engram.collector.keyspace.snapshot.format;

/** A snapshot that cannot be written, read or restored as asked. The message is one sentence for the user. */
public final class SnapshotException extends Exception {

    public SnapshotException(String message) {
        super(message);
    }

    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
