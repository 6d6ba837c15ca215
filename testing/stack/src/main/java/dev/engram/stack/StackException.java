package dev.engram.stack;

import dev.engram.demo.DemoException;
import java.io.Serial;

/** The stack cannot go on. The message is one sentence, or more where a program said them, for the user. */
public final class StackException extends DemoException {
    @Serial
    private static final long serialVersionUID = 1;

    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
