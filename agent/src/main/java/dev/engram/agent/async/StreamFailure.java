package dev.engram.agent.async;

/** How a stream failed that gave no exception. */
final class StreamFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    StreamFailure(String message) {
        super(message, null, false, false);
    }
}
