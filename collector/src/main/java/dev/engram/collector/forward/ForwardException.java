package dev.engram.collector.forward;

/** Forwarding cannot start. The message is one sentence for the user. */
public final class ForwardException extends Exception {

    ForwardException(String message) {
        super(message);
    }

    ForwardException(String message, Throwable cause) {
        super(message, cause);
    }
}
