package dev.engram.agent.async;

/** How a call ends whose result can never come, since nothing is left that could bring it. Without a stack: nobody threw. */
final class AbandonedException extends Exception {

    private static final long serialVersionUID = 1;

    AbandonedException() {
        super("Span ended during cleanup: what was to complete it is gone", null, false, false);
    }
}
