package dev.engram.agent.rule;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Counts what the calling thread allocates: bytes, exactly, no time. */
public final class AllocatedBytes {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 40;
    private static final int CALLS = 20_000;

    /** Keeps results, so that the JIT cannot do away with the calls. */
    static volatile @Nullable Object sink;

    private AllocatedBytes() {}

    /** What is measured. */
    public interface Call {
        @Nullable
        Object make();
    }

    /** Bytes that one call allocates, its first use of a class included. */
    public static long once(Call call) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        sink = call.make();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    /**
     * Bytes that a round of {@value #CALLS} calls allocates in steady state: the least of {@value #ROUNDS} rounds, for the
     * first ones resolve and link, and the JIT compiles.
     */
    public static long inSteadyState(Call call) {
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < CALLS; i++) {
                sink = call.make();
            }
            least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
        }
        return least;
    }
}
