package dev.engram.collector.redis.snapshot;

/** A message that a consumer took and has not acknowledged. */
final class Pending {

    private final StreamId id;
    private final byte[] consumer;
    private final long deliveredAt;
    private final long deliveries;

    /**
     * @param deliveredAt milliseconds since 1970
     * @param deliveries how often
     */
    Pending(StreamId id, byte[] consumer, long deliveredAt, long deliveries) {
        this.id = id;
        this.consumer = consumer;
        this.deliveredAt = deliveredAt;
        this.deliveries = deliveries;
    }

    StreamId id() {
        return id;
    }

    byte[] consumer() {
        return consumer;
    }

    long deliveredAt() {
        return deliveredAt;
    }

    long deliveries() {
        return deliveries;
    }
}
