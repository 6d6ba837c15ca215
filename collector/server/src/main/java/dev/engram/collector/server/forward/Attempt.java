package dev.engram.collector.server.forward;

/** What one attempt to forward a request came to. Problems are half a sentence, always the same for the same trouble. */
sealed interface Attempt {

    /**
     * The endpoint has taken it.
     *
     * @param rejected items that it did not take all the same
     * @param message its own words about these; may be empty
     */
    record Taken(long rejected, String message) implements Attempt {}

    /**
     * The endpoint may take it another time.
     *
     * @param isCertain whether the problem is known; a connection that breaks once is none
     */
    record Failed(String problem, boolean isCertain) implements Attempt {}

    /** The endpoint will never take it. */
    record Refused(String problem) implements Attempt {}
}
