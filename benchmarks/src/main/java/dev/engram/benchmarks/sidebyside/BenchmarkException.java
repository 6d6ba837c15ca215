package dev.engram.benchmarks.sidebyside;

/** A measure cannot be taken, for the reason that the message tells the user in one sentence. */
final class BenchmarkException extends Exception {
    private static final long serialVersionUID = 1;

    BenchmarkException(String message) {
        super(message);
    }
}
