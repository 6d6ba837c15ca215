package dev.engram.collector.redis.trace;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last traces, as many as the history is long; older ones are forgotten. Not thread-safe. */
public final class TraceWindow {

    private final int history;
    private final Deque<TraceStats> traces = new ArrayDeque<>();

    TraceWindow(int history) {
        this.history = history;
    }

    void add(TraceStats stats) {
        if (traces.size() == history) {
            traces.removeFirst();
        }
        traces.addLast(stats);
    }

    public int size() {
        return traces.size();
    }

    /** The oldest one kept; null before the first trace. */
    public @Nullable TraceStats first() {
        return traces.peekFirst();
    }

    /** The newest one; null before the first trace. */
    public @Nullable TraceStats last() {
        return traces.peekLast();
    }

    /** The one before the newest; null before the second trace. */
    public @Nullable TraceStats beforeLast() {
        if (traces.size() < 2) {
            return null;
        }
        Iterator<TraceStats> back = traces.descendingIterator();
        back.next();
        return back.next();
    }

    /** When the oldest one kept began. */
    public Instant since() {
        TraceStats first = traces.peekFirst();
        return first == null ? Instant.EPOCH : first.time();
    }

    /** Oldest first. */
    public List<TraceStats> all() {
        return List.copyOf(traces);
    }
}
