package dev.engram.collector.keyspace.snapshot.format;

/** The id of a message in a stream. Both parts are unsigned. */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {

    public static final StreamId ZERO = new StreamId(0, 0);

    /**
     * Reads an id.
     *
     * @param text such as {@code 1526919030474-55}
     * @throws NumberFormatException where it is no id
     */
    public static StreamId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new NumberFormatException(text + " is no id of a message");
        }
        return new StreamId(
                Long.parseUnsignedLong(text.substring(0, dash)), Long.parseUnsignedLong(text.substring(dash + 1)));
    }

    /** The one behind it. */
    public StreamId next() {
        return sequence == -1 ? new StreamId(millis + 1, 0) : new StreamId(millis, sequence + 1);
    }

    @Override
    public int compareTo(StreamId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
    }
}
