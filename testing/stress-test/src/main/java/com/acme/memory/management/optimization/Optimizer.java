package com.acme.memory.management.optimization;

import com.acme.memory.management.heap.HeapReader;
import com.acme.memory.management.state.MemoryState;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** Carries out requests, measures what that frees, and says what fails. Thread-safe. */
public final class Optimizer {
    private final Strategies strategies;
    private final HeapReader heap;
    private final boolean measured;

    /** @param measured whether to collect the garbage before and after, to see how much less of the heap lives */
    public Optimizer(MemoryState state, RedisClient redis, HeapReader heap, Clock clock, boolean measured) {
        this.strategies = new Strategies(state, redis, heap, clock);
        this.heap = heap;
        this.measured = measured;
    }

    /**
     * Carries out one request. Never throws for what the strategy does: that is a result without success.
     *
     * @param liveBytes what lives in the heap, where that was just measured; else null
     */
    public OptimizationResult carryOut(OptimizationRequest request, @Nullable Long liveBytes) {
        FreedBytes freed = new FreedBytes();
        Long before =
                measured && liveBytes == null ? Long.valueOf(heap.collect().usedBytes()) : liveBytes;
        long start = System.nanoTime();
        String error = null;
        try {
            strategies.carryOut(request.type(), request.target(), freed);
        } catch (RuntimeException | VirtualMachineError e) {
            error = sentence(request, e);
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        Long after = measured ? heap.collect().usedBytes() : null;
        return new OptimizationResult(request, error == null, freed.bytes(), before, after, duration, error);
    }

    private static String sentence(OptimizationRequest request, Throwable e) {
        @Nullable String message = e.getMessage();
        return "The optimization " + request.type().label() + " failed: " + (message == null ? e.toString() : message);
    }
}
