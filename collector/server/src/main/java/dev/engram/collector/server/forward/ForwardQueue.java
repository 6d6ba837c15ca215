package dev.engram.collector.server.forward;

import dev.engram.collector.server.otlp.Encoding;
import dev.engram.collector.server.otlp.Signal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait or are on their way, in memory, and the counts of all that came.
 *
 * <p>Guarantees: at every moment received = forwarded + queued + dropped, for each signal. All bodies together take no more
 * than the limit; the oldest that waits gives way. Each request leaves once, however its attempts end. Thread-safe.
 */
final class ForwardQueue {

    /** At 50 ms a request and 512 spans in each this is 160,000 spans a second. */
    private static final int TRACES_AT_ONCE = 16;

    /** The points of one series must not overtake each other. */
    private static final int METRICS_AT_ONCE = 1;

    /** About what a request takes beside its body. */
    private static final int OVERHEAD = 256;

    /** A request as it was received. */
    static final class Entry {
        final Signal signal;
        final Encoding encoding;
        final byte[] body;
        final int items;
        private final long sequence;

        private Entry(Signal signal, Encoding encoding, byte[] body, int items, long sequence) {
            this.signal = signal;
            this.encoding = encoding;
            this.body = body;
            this.items = items;
            this.sequence = sequence;
        }

        private long bytes() {
            return (long) body.length + OVERHEAD;
        }
    }

    private static final class Lane {
        private final int atOnce;
        private final Deque<Entry> waiting = new ArrayDeque<>();
        private final Set<Entry> sent = new HashSet<>();
        private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        private long received;
        private long forwarded;
        private long queued;

        Lane(int atOnce) {
            this.atOnce = atOnce;
            for (DropReason reason : DropReason.values()) {
                dropped.put(reason, 0L);
            }
        }

        void drop(long items, DropReason reason) {
            dropped.merge(reason, items, Long::sum);
            queued -= items;
        }
    }

    private final long maxBytes;
    private final Map<Signal, Lane> lanes = new EnumMap<>(Signal.class);
    private long bytes;
    private long sequence;
    private boolean closed;

    /** An empty queue with room for so many bytes. */
    ForwardQueue(long maxBytes) {
        this.maxBytes = maxBytes;
        for (Signal signal : Signal.values()) {
            lanes.put(signal, new Lane(signal == Signal.METRICS ? METRICS_AT_ONCE : TRACES_AT_ONCE));
        }
    }

    /** Takes a request; what there is no room for is dropped, the oldest first. */
    synchronized void add(Signal signal, Encoding encoding, byte[] body, int items) {
        Lane lane = lane(signal);
        Entry entry = new Entry(signal, encoding, body, items, sequence++);
        lane.received += items;
        lane.queued += items;
        if (closed) {
            lane.drop(items, DropReason.SHUTDOWN);
            return;
        }
        lane.waiting.add(entry);
        bytes += entry.bytes();
        while (bytes > maxBytes && dropOldest()) {
            // until there is room
        }
    }

    private boolean dropOldest() {
        Entry oldest = null;
        for (Lane lane : lanes.values()) {
            Entry first = lane.waiting.peek();
            if (first != null && (oldest == null || first.sequence < oldest.sequence)) {
                oldest = first;
            }
        }
        if (oldest == null) {
            return false;
        }
        Lane lane = lane(oldest.signal);
        lane.waiting.remove();
        bytes -= oldest.bytes();
        lane.drop(oldest.items, DropReason.QUEUE_FULL);
        return true;
    }

    /** The next request to send, in their order; null where none waits or enough are on their way. */
    synchronized @Nullable Entry take(Signal signal) {
        Lane lane = lane(signal);
        Entry next = lane.sent.size() < lane.atOnce ? lane.waiting.poll() : null;
        if (next != null) {
            lane.sent.add(next);
        }
        return next;
    }

    /** A request that was taken has ended: forwarded but for the rejected items, or dropped. */
    synchronized void ended(Entry entry, Attempt outcome) {
        Lane lane = lane(entry.signal);
        if (!lane.sent.remove(entry)) {
            return; // counted when the queue was closed
        }
        bytes -= entry.bytes();
        if (outcome instanceof Attempt.Taken taken) {
            // What an endpoint rejects is a part of what it was sent, whatever it says.
            long rejected = Math.max(0, Math.min(taken.rejected(), entry.items));
            lane.drop(rejected, DropReason.REJECTED);
            lane.forwarded += entry.items - rejected;
            lane.queued -= entry.items - rejected;
        } else {
            lane.drop(entry.items, outcome instanceof Attempt.Refused ? DropReason.REFUSED : DropReason.GAVE_UP);
        }
    }

    /** Drops all that waits or is on its way, and whatever comes from now on. */
    synchronized void close() {
        closed = true;
        for (Lane lane : lanes.values()) {
            lane.drop(lane.queued, DropReason.SHUTDOWN);
            lane.waiting.clear();
            lane.sent.clear();
        }
        bytes = 0;
    }

    synchronized boolean isEmpty() {
        return bytes == 0;
    }

    /** Bytes that the queue takes now. */
    synchronized long bytes() {
        return bytes;
    }

    /** The counts of both signals, at one moment. */
    synchronized Map<Signal, ForwardCounts> counts() {
        Map<Signal, ForwardCounts> counts = new EnumMap<>(Signal.class);
        lanes.forEach((signal, lane) ->
                counts.put(signal, new ForwardCounts(lane.received, lane.forwarded, lane.queued, lane.dropped)));
        return counts;
    }

    /** The counts of a signal. */
    ForwardCounts counts(Signal signal) {
        return Objects.requireNonNull(counts().get(signal));
    }

    private Lane lane(Signal signal) {
        return Objects.requireNonNull(lanes.get(signal));
    }
}
