package dev.engram.collector.forward;

import dev.engram.collector.otlp.Encoding;
import dev.engram.collector.otlp.Signal;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One accepted request on its way to the endpoint, in a file or in memory. Immutable. */
final class Entry {

    /** A file takes a block of the disk at least, and an entry in memory is not free either. */
    private static final int LEAST_COST = 4096;

    /** Failures before a request gives way to those behind it, lest one that nobody can answer hold up all. */
    private static final int PATIENCE = 4;

    private final long sequence;
    private final Signal signal;
    private final Encoding encoding;
    private final int items;
    private final long bytes;
    private final int checksum;
    private final long sinceMillis;
    private final byte @Nullable [] body;
    private final int failures;

    private Entry(
            long sequence,
            Signal signal,
            Encoding encoding,
            int items,
            long bytes,
            int checksum,
            long sinceMillis,
            byte @Nullable [] body,
            int failures) {
        this.sequence = sequence;
        this.signal = signal;
        this.encoding = encoding;
        this.items = items;
        this.bytes = bytes;
        this.checksum = checksum;
        this.sinceMillis = sinceMillis;
        this.body = body;
        this.failures = failures;
    }

    /** A request that has just come and lies in memory. */
    static Entry of(long sequence, Signal signal, Encoding encoding, byte[] body, int items) {
        return new Entry(
                sequence, signal, encoding, items, body.length, checksum(body), System.currentTimeMillis(), body, 0);
    }

    /** A request whose body lies in a file. */
    static Entry inFile(
            long sequence, Signal signal, Encoding encoding, int items, long bytes, int checksum, long sinceMillis) {
        return new Entry(sequence, signal, encoding, items, bytes, checksum, sinceMillis, null, 0);
    }

    /** The same, with its body in a file. */
    Entry inFile() {
        return new Entry(sequence, signal, encoding, items, bytes, checksum, sinceMillis, null, failures);
    }

    /** The same after a failure that may be its own. */
    Entry afterFailure() {
        return new Entry(sequence, signal, encoding, items, bytes, checksum, sinceMillis, body, failures + 1);
    }

    private static int checksum(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        return (int) sum.getValue();
    }

    long sequence() {
        return sequence;
    }

    Signal signal() {
        return signal;
    }

    Encoding encoding() {
        return encoding;
    }

    /** Spans or metric points. */
    int items() {
        return items;
    }

    /** What it takes of the queue's room. */
    long cost() {
        return Math.max(LEAST_COST, bytes);
    }

    int checksum() {
        return checksum;
    }

    /** When it was accepted. */
    long sinceMillis() {
        return sinceMillis;
    }

    /** Null where it lies in a file. */
    byte @Nullable [] body() {
        return body;
    }

    /** Those of lower rank are sent first; of one rank, those that came first. */
    int rank() {
        return failures / PATIENCE;
    }

    boolean matches(byte[] content) {
        return content.length == bytes && checksum(content) == checksum;
    }
}
