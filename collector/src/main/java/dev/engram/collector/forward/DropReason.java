package dev.engram.collector.forward;

import java.util.Locale;

/** Why a span or metric point is not forwarded. */
enum DropReason {
    /** The oldest of a full queue gave way. */
    QUEUE_FULL("the queue is full"),
    /** It waited for longer than allowed. */
    EXPIRED("they waited for longer than allowed"),
    /** The endpoint answered that it will never take the request. */
    REFUSED("the endpoint refused them"),
    /** The endpoint took the request, but not this in it. */
    REJECTED("the endpoint took the request but not these in it"),
    /** The queue's directory took nothing, and there was no room in memory either. */
    DISK("the queue's directory takes nothing"),
    /** Its file is not what was written. */
    DAMAGED("their files are damaged"),
    /** The collector ended, and the queue was in memory. */
    SHUTDOWN("the collector ended before the endpoint took them");

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
