package dev.engram.benchmarks.keyspace;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.RedisClient;

/** Another client of the Redis: reads and writes its own keys at a steady rate, and takes the time of each command. */
final class PacedClient extends Thread {

    private static final int KEYS = 1000;

    private final String uri;
    private final long periodNanos;
    private long[] times = new long[1 << 16];
    private int count;
    private volatile boolean measuring;
    private volatile boolean ended;

    PacedClient(String uri, int perSecond) {
        super("client");
        this.uri = uri;
        this.periodNanos = 1_000_000_000L / perSecond;
        setDaemon(true);
    }

    @Override
    public void run() {
        try (RedisClient redis = RedisClient.create(uri)) {
            long next = System.nanoTime();
            for (int i = 0; !ended; i++) {
                LockSupport.parkNanos(next - System.nanoTime());
                String key = "client:" + i % KEYS;
                long began = System.nanoTime();
                if (i % 2 == 0) {
                    redis.set(key, "value");
                } else {
                    redis.get(key);
                }
                note(System.nanoTime() - began);
                next = Math.max(next + periodNanos, began);
            }
        }
    }

    private synchronized void note(long nanos) {
        if (measuring) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = nanos;
        }
    }

    synchronized void begin() {
        count = 0;
        measuring = true;
    }

    /** Ends a measurement: all times in nanoseconds, the shortest first. */
    synchronized long[] end() {
        measuring = false;
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }

    void stopSoon() {
        ended = true;
    }
}
