package dev.engram.agent.telemetry.value;

/** The object runs code of the application, or may wait, when it is read; it must be read in a {@link BoundedCall}. */
final class NeedsBoundedCallException extends UnreadableException {

    private static final long serialVersionUID = 1;

    NeedsBoundedCallException() {
        super("slow", "it may wait for the application");
    }
}
