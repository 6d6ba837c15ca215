package dev.engram.collector.server.forward;

import java.util.Locale;

/** Why a span or metric point is not forwarded. */
enum DropReason {
    /** The oldest of a full queue gave way. */
    QUEUE_FULL,
    /** The endpoint did not take it for as long as it was tried. */
    GAVE_UP,
    /** The endpoint answered that it will never take the request. */
    REFUSED,
    /** The endpoint took the request, but not this in it. */
    REJECTED,
    /** It waited when the collector ended. */
    SHUTDOWN;

    /** Its name in counts. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
