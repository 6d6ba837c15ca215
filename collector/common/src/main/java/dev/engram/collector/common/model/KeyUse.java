package dev.engram.collector.common.model;

import org.jspecify.annotations.Nullable;

/**
 * One operation on a memory key.
 *
 * @param operation {@code store}, {@code retrieve}, {@code delete} or what else its span reports
 * @param agent id of the agent; null if neither the span nor its parent has one
 * @param found what a retrieve found; null of other operations, and where nobody knows
 * @param size bytes of the value; null where the span has none
 * @param server address of the server that has the memory, from this span or that of a child command; null if neither has one
 * @param linked the {@link #place} of a span that this one has a link to; null without a link
 */
public record KeyUse(
        long startNanos,
        String operation,
        @Nullable String agent,
        String service,
        String namespace,
        @Nullable Boolean found,
        @Nullable Long size,
        boolean failed,
        String traceId,
        String spanId,
        @Nullable String server,
        @Nullable String linked) {

    /** Names a span among all: its trace and its id. */
    public static String place(String traceId, String spanId) {
        return traceId + " " + spanId;
    }

    /** Of its own span. */
    public String place() {
        return place(traceId, spanId);
    }

    /** The agent, or the service where there is none. */
    public String who() {
        return agent == null ? service : agent;
    }
}
