package dev.engram.collector.server.store.duckdb;

/** The database could not be opened. The message is the end of a sentence that begins with the file's name. */
public final class StoreException extends Exception {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
