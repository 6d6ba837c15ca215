package dev.engram.agent.telemetry.value;

/** An object cannot be read to its end. */
class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    /** Its JSON is too long, or it holds too many values. */
    static final String TOO_LARGE = "too_large";

    private final String reason;

    /**
     * An exception without a stack trace.
     *
     * @param reason one word, as {@code memory.value_size_unknown} has it
     * @param message half a sentence for people, which shows nothing of the object
     */
    UnreadableException(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** An object of that type is refused. */
    static UnreadableException of(Class<?> type) {
        return new UnreadableException("unreadable", "a " + type.getName() + " is never read");
    }

    /** Why, in one word. */
    final String reason() {
        return reason;
    }
}
