package dev.engram.collector.cli;

/** A command that cannot do its work. The message is one sentence for the user; the exit code is 1. */
final class Failure extends Exception {

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
