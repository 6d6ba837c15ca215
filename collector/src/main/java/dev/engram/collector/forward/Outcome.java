package dev.engram.collector.forward;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt to forward a request ended. */
sealed interface Outcome {

    /**
     * The endpoint has taken it.
     *
     * @param rejected items that it did not take all the same
     * @param message its own words about these; may be empty
     */
    record Taken(long rejected, String message) implements Outcome {}

    /**
     * It may be taken another time.
     *
     * @param problem what happened, and what would be right: half a sentence, always the same for the same trouble
     * @param delay how long the endpoint asks to wait; null where it does not
     * @param isOfRequest whether it may be this request's own trouble
     */
    record Later(String problem, @Nullable Duration delay, boolean isOfRequest) implements Outcome {}

    /**
     * The endpoint will never take it.
     *
     * @param problem as of {@link Later}
     */
    record Refused(String problem) implements Outcome {}

    /** Nothing came of it, and only a look at the port can tell why. Made {@link Later} before anyone else sees it. */
    record Unclear(String cause) implements Outcome {}
}
