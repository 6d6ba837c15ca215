package dev.engram.collector.server;

/** The collector could not start, and nothing of it is left running. The message is one sentence for the user. */
public final class StartException extends Exception {

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
