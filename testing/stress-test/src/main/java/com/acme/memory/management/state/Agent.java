package com.acme.memory.management.state;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;

/**
 * An agent, with what it keeps for itself: results of its tools, up to a limit, and things of its own that the manager knows only by
 * their size. Thread-safe.
 */
public final class Agent {
    /** Work that takes longer has stalled. */
    public static final long STALLED_MILLIS = 5_000;

    /** So many failures in a row, and the agent has failed. */
    private static final int FAILURES = 3;

    private final String id;
    private final long limit;
    private final Clock clock;
    private final Queue<byte[]> results = new ArrayDeque<>();
    private final List<OwnedState> owned = new ArrayList<>();
    private long resultBytes;
    private AgentStatus status = AgentStatus.ACTIVE;
    private int errors;
    private int failures;
    private int working;
    private long workBeganAt;
    private int restarts;
    private long startedAt;
    private long heartbeatAt;

    Agent(String id, long limit, Clock clock) {
        this.id = id;
        this.limit = limit;
        this.clock = clock;
        this.startedAt = clock.millis();
        this.heartbeatAt = startedAt;
    }

    public String id() {
        return id;
    }

    /** Keeps results of a tool of so many bytes, in the place of the oldest ones where the limit is reached. */
    public void keepResult(long howMany) {
        for (long left = howMany; left > 0; left -= Blocks.SIZE) {
            byte[] block = Blocks.filled((int) Math.min(left, Blocks.SIZE));
            synchronized (this) {
                try {
                    results.add(block);
                } catch (OutOfMemoryError e) {
                    results.clear(); // which did not grow, and may be anything now
                    resultBytes = 0;
                    throw e;
                }
                resultBytes += Blocks.bytesOf(block);
                long unused = dropAbove(limit);
            }
        }
        heartbeat();
    }

    /** Gives the agent something of its own, which it lets go at a restart. */
    public synchronized void attach(OwnedState state) {
        owned.add(state);
    }

    /** Lets the oldest results of tools go; returns how many bytes that were. */
    public synchronized long dropOldest(double fraction) {
        return dropAbove(resultBytes - (long) (resultBytes * fraction));
    }

    /** Begins anew, with nothing kept and no errors; returns how many bytes that freed. */
    public synchronized long restart() {
        long freed = resultBytes;
        results.clear();
        resultBytes = 0;
        for (OwnedState state : owned) {
            freed += state.release();
        }
        status = AgentStatus.ACTIVE;
        errors = 0;
        failures = 0;
        restarts++;
        startedAt = clock.millis();
        heartbeatAt = startedAt;
        return freed;
    }

    /**
     * Does some work of the agent. It is alive if that ends well; a failure counts as an error, and three in a row mean that the agent
     * has failed. While the work takes longer than {@link #STALLED_MILLIS}, the agent is inactive.
     *
     * @return what the work returns
     */
    public int work(IntSupplier work) {
        begins();
        boolean well = false;
        try {
            int done = work.getAsInt();
            well = true;
            return done;
        } finally {
            ends(well);
        }
    }

    private synchronized void begins() {
        if (working++ == 0) {
            workBeganAt = clock.millis();
        }
    }

    private synchronized void ends(boolean well) {
        working--;
        workBeganAt = clock.millis();
        if (well) {
            failures = 0;
            status = AgentStatus.ACTIVE;
            heartbeat();
        } else {
            reportError();
            status = ++failures < FAILURES ? AgentStatus.ERROR : AgentStatus.FAILED;
        }
    }

    /** Says that the agent works. */
    public synchronized void heartbeat() {
        heartbeatAt = clock.millis();
    }

    /** Counts an error of the agent. */
    public synchronized void reportError() {
        errors++;
    }

    public synchronized void setStatus(AgentStatus now) {
        status = now;
    }

    public synchronized AgentStatus status() {
        boolean stalled = working > 0 && clock.millis() - workBeganAt > STALLED_MILLIS;
        return status == AgentStatus.ACTIVE && stalled ? AgentStatus.INACTIVE : status;
    }

    /** Errors since it began. */
    public synchronized int errors() {
        return errors;
    }

    public synchronized int restarts() {
        return restarts;
    }

    /** When it began last, in milliseconds since 1970. */
    public synchronized long startedAt() {
        return startedAt;
    }

    /** When it was last known to work, in milliseconds since 1970. */
    public synchronized long heartbeatAt() {
        return heartbeatAt;
    }

    /** What it keeps for itself in the heap. */
    public synchronized long bytes() {
        return resultBytes + owned.stream().mapToLong(OwnedState::bytes).sum();
    }

    private long dropAbove(long most) {
        long before = resultBytes;
        while (resultBytes > most && !results.isEmpty()) {
            resultBytes -= Blocks.bytesOf(results.remove());
        }
        return before - resultBytes;
    }
}
