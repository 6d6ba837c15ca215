package dev.engram.collector.keyspace.snapshot.format;

/** A message that a consumer took and has not acknowledged. */
public final class Pending {

    private final StreamId id;
    private final byte[] consumer;
    private final long deliveredAt;
    private final long deliveries;

    /**
     * A message that waits for an acknowledgement.
     *
     * @param deliveredAt milliseconds since 1970
     * @param deliveries how often
     */
    public Pending(StreamId id, byte[] consumer, long deliveredAt, long deliveries) {
        this.id = id;
        this.consumer = consumer;
        this.deliveredAt = deliveredAt;
        this.deliveries = deliveries;
    }

    public StreamId id() {
        return id;
    }

    public byte[] consumer() {
        return consumer;
    }

    public long deliveredAt() {
        return deliveredAt;
    }

    public long deliveries() {
        return deliveries;
    }
}
