package dev.engram.agent.control;

/** A process does not do what it was asked for; the message is one sentence for the user. */
final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ControlException(String sentence) {
        super(sentence);
    }

    ControlException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
