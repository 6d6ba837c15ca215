package dev.engram.collector.forward;

import java.util.Locale;

/** Why a span or metric point is not forwarded. */
enum DropReason {
    /** The oldest of a full queue gave way. */
    QUEUE_FULL("the queue is full"),
    /** It waited for longer than allowed. */
    EXPIRED("what waits that long is dropped"),
    /** The endpoint answered that it will never take the request. */
    REFUSED("the endpoint refused the request"),
    /** The endpoint took the request, but not this in it. */
    REJECTED("the endpoint took the rest of the request only"),
    /** The queue's directory took nothing, and there was no room in memory either. */
    DISK("the queue's directory takes nothing"),
    /** Its file is not what was written. */
    DAMAGED("the file is damaged"),
    /** The collector ended, and the queue was in memory. */
    SHUTDOWN("the collector ended first");

    private final String words;

    DropReason(String words) {
        this.words = words;
    }

    /** Its name in counts. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Half a sentence. */
    String words() {
        return words;
    }
}
