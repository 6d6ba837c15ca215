package dev.engram.demo;

import java.io.Serial;

/** The demonstration cannot go on. The message is one sentence for the user. */
public class DemoException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    protected DemoException(String message) {
        super(message);
    }

    protected DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
