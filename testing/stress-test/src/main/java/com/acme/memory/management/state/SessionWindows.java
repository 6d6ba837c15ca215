package com.acme.memory.management.state;

import com.acme.memory.Recall;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.memory.session.SessionSize;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The newest messages of sessions, in the heap. Redis has all of them, so dropping some here loses nothing. When the limit is reached,
 * the session used longest ago leaves the heap. Thread-safe; of two messages that threads add to one session at once, Redis and the heap may
 * have a different one first.
 */
public final class SessionWindows {
    private static final long WINDOW_BYTES = 120 + Footprint.MAP_ENTRY; // the window, its queue and its first places

    private final WorkflowMemory memory;
    private final long limit;
    private final Clock clock;
    private final Map<String, Window> bySession = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private static final class Window {
        ArrayDeque<Message> messages = new ArrayDeque<>();
        long bytes;
    }

    SessionWindows(WorkflowMemory memory, long limit, Clock clock) {
        this.memory = memory;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Puts a message behind the session's others, in Redis first and then here.
     *
     * @throws com.acme.memory.MemoryUnavailableException where Redis does not keep it; then it is not here either
     */
    public SessionSize add(String session, Role role, String content) {
        SessionSize size = Objects.requireNonNull(
                memory.addSessionMessage(session, role.label(), content), "this memory throws where it cannot write");
        try {
            keep(session, new Message(role, content, clock.millis()));
        } catch (OutOfMemoryError e) {
            long unused = clear(); // a window without this message would be wrong; Redis has all
            throw e;
        }
        return size;
    }

    private synchronized void keep(String session, Message message) {
        Window window = bySession.get(session);
        if (window == null) {
            window = new Window();
            bySession.put(session, window);
            window.bytes = WINDOW_BYTES + Footprint.of(session);
            bytes += window.bytes;
        }
        long more = bytesOf(message);
        window.messages.add(message);
        window.bytes += more;
        bytes += more;
        dropSessionsAbove(limit);
    }

    /** The newest messages of a session, oldest first: from here, or from Redis where fewer are here. */
    public Recall<Message> newest(String session, int count) {
        synchronized (this) {
            Window window = bySession.get(session);
            if (window != null && window.messages.size() >= count) {
                List<Message> all = List.copyOf(window.messages);
                return new Recall<>(all.subList(all.size() - count, all.size()), null);
            }
        }
        return memory.getSessionContext(session, count);
    }

    /** What {@link #trim} would free. */
    public synchronized long trimmableBytes(int keptPerSession) {
        return bySession.values().stream()
                .flatMap(window -> window.messages.stream().limit(Math.max(0, window.messages.size() - keptPerSession)))
                .mapToLong(SessionWindows::bytesOf)
                .sum();
    }

    /** Drops all but the newest messages of each session from the heap; returns how many bytes that were. */
    public synchronized long trim(int keptPerSession) {
        long before = bytes;
        for (Window window : bySession.values()) {
            if (window.messages.size() <= keptPerSession) {
                continue;
            }
            while (window.messages.size() > keptPerSession) {
                long less = bytesOf(window.messages.remove());
                window.bytes -= less;
                bytes -= less;
            }
            window.messages = new ArrayDeque<>(window.messages); // the old one keeps its places
        }
        return before - bytes;
    }

    /** Drops all messages of all sessions from the heap; returns how many bytes that were. */
    public synchronized long clear() {
        long before = bytes;
        bySession.clear();
        bytes = 0;
        return before;
    }

    /** What the messages take in the heap. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many messages are in the heap. */
    public synchronized int messages() {
        return bySession.values().stream()
                .mapToInt(window -> window.messages.size())
                .sum();
    }

    private void dropSessionsAbove(long most) {
        Iterator<Window> eldest = bySession.values().iterator();
        while (bytes > most && eldest.hasNext()) {
            Window window = eldest.next();
            eldest.remove();
            bytes -= window.bytes;
        }
    }

    static long bytesOf(Message message) {
        return Footprint.of(message.content()) + Footprint.SMALL_OBJECT + 2 * Footprint.REFERENCE;
    }
}
