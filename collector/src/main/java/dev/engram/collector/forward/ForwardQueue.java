package dev.engram.collector.forward;

import dev.engram.collector.otlp.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait or are on their way, and the accounts of all that ever were: one lock for both, so that they
 * agree at every moment. Bounded by bytes; the oldest that waits gives way to what is new. What is on its way counts
 * against the bound. Files are none of its business. Thread-safe; nothing here waits.
 */
final class ForwardQueue {

    private static final Comparator<Entry> ORDER =
            Comparator.comparingInt(Entry::rank).thenComparingLong(Entry::sequence);

    private final long maxBytes;
    private final long maxBytesInMemory;
    private final Map<Signal, SortedSet<Entry>> waiting = new EnumMap<>(Signal.class);
    private final TreeMap<Long, Entry> byAge = new TreeMap<>();
    private final Map<Long, Entry> onTheirWay = new HashMap<>();
    private final Map<Signal, ForwardCounts.Running> counts = new EnumMap<>(Signal.class);
    private long bytes;
    private long bytesInMemory;
    private long requests;

    /**
     * An empty queue.
     *
     * @param maxBytesInMemory room for entries that lie in no file
     */
    ForwardQueue(long maxBytes, long maxBytesInMemory) {
        this.maxBytes = maxBytes;
        this.maxBytesInMemory = maxBytesInMemory;
        for (Signal signal : Signal.values()) {
            waiting.put(signal, new TreeSet<>(ORDER));
            counts.put(signal, new ForwardCounts.Running());
        }
    }

    /** What an entry had to give way to another one, and why. */
    record Dropped(Entry entry, DropReason reason) {}

    /** Adds a request that has just come; gives what was dropped for it, perhaps itself. */
    synchronized List<Dropped> add(Entry entry) {
        counts(entry).receive(entry.items());
        return enter(entry, entry.body() != null);
    }

    /** Adds a request that an earlier run has left. */
    synchronized List<Dropped> addRecovered(Entry entry) {
        counts(entry).recover(entry.items());
        return enter(entry, false);
    }

    private List<Dropped> enter(Entry entry, boolean inMemory) {
        List<Dropped> dropped = new ArrayList<>();
        hold(entry);
        enqueue(entry);
        while (bytes > maxBytes && !byAge.isEmpty()) {
            dropped.add(drop(byAge.firstEntry().getValue(), DropReason.QUEUE_FULL));
        }
        if (inMemory && bytesInMemory > maxBytesInMemory && byAge.containsKey(entry.sequence())) {
            dropped.add(drop(entry, DropReason.DISK));
        }
        return dropped;
    }

    private Dropped drop(Entry waitingOne, DropReason reason) {
        dequeue(waitingOne);
        release(waitingOne);
        counts(waitingOne).drop(waitingOne.items(), reason);
        return new Dropped(waitingOne, reason);
    }

    /** Takes the next request, which counts as on its way until one of the methods below; null where none waits. */
    synchronized @Nullable Entry take(Signal signal) {
        SortedSet<Entry> entries = of(signal);
        if (entries.isEmpty()) {
            return null;
        }
        Entry next = entries.first();
        dequeue(next);
        onTheirWay.put(next.sequence(), next);
        return next;
    }

    /** The endpoint has taken a request that was on its way, but for so many of its items. */
    synchronized void forwarded(Entry entry, long rejected) {
        if (!arrived(entry)) {
            return;
        }
        long lost = Math.max(0, Math.min(rejected, entry.items()));
        release(entry);
        counts(entry).forward(entry.items() - lost);
        if (lost > 0) {
            counts(entry).drop(lost, DropReason.REJECTED);
        }
    }

    /** A request that was on its way waits again. */
    synchronized void giveBack(Entry entry) {
        if (arrived(entry)) {
            enqueue(entry);
        }
    }

    /** A request that was on its way is lost. */
    synchronized void lost(Entry entry, DropReason reason) {
        if (arrived(entry)) {
            release(entry);
            counts(entry).drop(entry.items(), reason);
        }
    }

    /** Whether this is the end of its way; false where the collector has ended before, and it was counted then. */
    private boolean arrived(Entry entry) {
        return onTheirWay.remove(entry.sequence()) != null;
    }

    /** Drops what came before that time and waits. */
    synchronized List<Dropped> expire(long beforeMillis) {
        List<Dropped> dropped = new ArrayList<>();
        while (!byAge.isEmpty() && byAge.firstEntry().getValue().sinceMillis() < beforeMillis) {
            dropped.add(drop(byAge.firstEntry().getValue(), DropReason.EXPIRED));
        }
        return dropped;
    }

    /** Counts a request that comes too late. */
    synchronized void refuse(Entry entry, DropReason reason) {
        counts(entry).receive(entry.items());
        counts(entry).drop(entry.items(), reason);
    }

    /** Drops what waits or is on its way and lies in no file, because nothing will send it any more. */
    synchronized void dropMemory(DropReason reason) {
        for (Entry entry : List.copyOf(byAge.values())) {
            if (entry.body() != null) {
                drop(entry, reason);
            }
        }
        for (Entry entry : List.copyOf(onTheirWay.values())) {
            if (entry.body() != null) {
                lost(entry, reason);
            }
        }
    }

    synchronized boolean isEmpty(Signal signal) {
        return of(signal).isEmpty();
    }

    /** The counts of each signal, taken at one moment. */
    synchronized Map<Signal, ForwardCounts> counts() {
        Map<Signal, ForwardCounts> now = new EnumMap<>(Signal.class);
        counts.forEach((signal, running) -> now.put(signal, running.now()));
        return now;
    }

    /** Requests that wait or are on their way. */
    synchronized long requests() {
        return requests;
    }

    /** Their bytes, as they count against the bound. */
    synchronized long bytes() {
        return bytes;
    }

    private void hold(Entry entry) {
        requests++;
        bytes += entry.cost();
        if (entry.body() != null) {
            bytesInMemory += entry.cost();
        }
    }

    private void release(Entry entry) {
        requests--;
        bytes -= entry.cost();
        if (entry.body() != null) {
            bytesInMemory -= entry.cost();
        }
    }

    private void enqueue(Entry entry) {
        of(entry.signal()).add(entry);
        byAge.put(entry.sequence(), entry);
    }

    private void dequeue(Entry entry) {
        of(entry.signal()).remove(entry);
        byAge.remove(entry.sequence());
    }

    private SortedSet<Entry> of(Signal signal) {
        return Objects.requireNonNull(waiting.get(signal));
    }

    private ForwardCounts.Running counts(Entry entry) {
        return Objects.requireNonNull(counts.get(entry.signal()));
    }
}
