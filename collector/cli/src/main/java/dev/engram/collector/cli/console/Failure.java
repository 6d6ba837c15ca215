package dev.engram.collector.cli.console;

/** A command that cannot do its work. The message is one sentence for the user; the exit code is 1. */
public final class Failure extends Exception {

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
