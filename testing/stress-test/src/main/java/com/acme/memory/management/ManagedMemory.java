package com.acme.memory.management;

import com.acme.memory.deep.Embeddings;
import com.acme.memory.deep.MiniLm;
import com.acme.memory.management.analysis.Assessment;
import com.acme.memory.management.analysis.LeakVerdict;
import com.acme.memory.management.analysis.MemorySample;
import com.acme.memory.management.analysis.MemoryStatistics;
import com.acme.memory.management.analysis.Prediction;
import com.acme.memory.management.analysis.PressureScore;
import com.acme.memory.management.analysis.SystemHealth;
import com.acme.memory.management.analysis.Trend;
import com.acme.memory.management.heap.HeapReader;
import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.heap.JvmHeap;
import com.acme.memory.management.optimization.OptimizationQueue;
import com.acme.memory.management.optimization.OptimizationRequest;
import com.acme.memory.management.optimization.OptimizationResult;
import com.acme.memory.management.optimization.OptimizationType;
import com.acme.memory.management.optimization.Optimizer;
import com.acme.memory.management.optimization.Strategies;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.management.state.StateLimits;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * The memory of an application's agents, in the heap and in Redis, and its manager: it sees how full the heap is, says so, and frees what
 * can be freed. Thread-safe; cycles run one after the other, and everything else beside them.
 *
 * <p>Guarantees:
 * <ol>
 *   <li>What an optimization takes out of the heap and is nowhere else is in Redis before. Where Redis does not answer, it stays in the
 *       heap, the optimization is a result without success with one sentence, and the cycle goes on.
 *   <li>After an {@link OutOfMemoryError} in any method, the state is whole and its sizes are right; caches may be empty.
 *   <li>{@link #deleteState} leaves nothing of the user in Redis, and nothing in the heap.
 * </ol>
 *
 * <pre>{@code
 * try (ManagedMemory memory = ManagedMemory.open(redis, ManagementSettings.of("support-team"))) {
 *     memory.state().sessions().add("s-1", Role.USER, "The build is slow.");
 *     memory.state().agents().agent("coder").keepResult(1 << 20);
 *     CycleOutcome outcome = memory.runCycle();
 *     memory.deleteState();
 * }
 * }</pre>
 */
public final class ManagedMemory implements AutoCloseable {
    private final RedisClient redis;
    private final HeapReader heap;
    private final Clock clock;
    private final MemoryState state;
    private final OptimizationQueue queue;
    private final Optimizer optimizer;
    private final History history;
    private final Totals totals = new Totals();
    private final ManagementCycle cycle;

    private ManagedMemory(
            RedisClient redis, ManagementSettings settings, Embeddings model, HeapReader heap, Clock clock) {
        this.redis = redis;
        this.heap = heap;
        this.clock = clock;
        StateLimits limits = settings.limits();
        state = new MemoryState(
                redis,
                settings.user(),
                model,
                limits == null ? StateLimits.ofCapacity(heap.read().capacityBytes()) : limits,
                clock);
        queue = new OptimizationQueue(settings.queueCapacity());
        optimizer = new Optimizer(state, redis, heap, clock, settings.measured());
        history = new History(settings.horizon());
        cycle = new ManagementCycle(this, settings);
    }

    /**
     * The memory of this JVM, with the model {@link MiniLm}, which is loaded when the first embedding is made. Redis need not answer yet.
     *
     * @throws IllegalArgumentException where the user's name is not usable
     */
    public static ManagedMemory open(URI redis, ManagementSettings settings) {
        return open(redis, settings, new MiniLm(), new JvmHeap(), Clock.systemUTC());
    }

    /** The same with a model, a heap and a clock of the caller's. The heap is closed with the memory. */
    public static ManagedMemory open(
            URI redis, ManagementSettings settings, Embeddings model, HeapReader heap, Clock clock) {
        RedisClient client = RedisClient.create(redis);
        try {
            return new ManagedMemory(client, settings, model, heap, clock);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** What the agents hold, to add to and to read. */
    public MemoryState state() {
        return state;
    }

    /** One cycle: measures, assesses, warns, queues what should be done, and does the most urgent of what waits. */
    public CycleOutcome runCycle() {
        return cycle.run();
    }

    /**
     * Asks for an optimization in one of the next cycles.
     *
     * @param priority 1 to 10, where 10 is the most urgent
     * @param estimatedBytes how many bytes it may free; of two of one priority the larger is first
     * @param target the agent that it is about; null where it is about none, or all
     * @return the request that waits now; null where the queue is full of requests that rank higher
     */
    public @Nullable OptimizationRequest request(
            OptimizationType type, int priority, long estimatedBytes, @Nullable String target) {
        return queue.offer(type, priority, estimatedBytes, "asked for", target);
    }

    /** Carries out an optimization now, past the queue. Never throws for what it does: that is a result without success. */
    public OptimizationResult optimize(OptimizationType type, @Nullable String target) {
        return carryOut(new OptimizationRequest(0, type, 10, 0, "asked for", target), null);
    }

    /** What waits, the most urgent first. */
    public List<OptimizationRequest> waiting() {
        return queue.waiting();
    }

    /** The memory as it is, without a collection. */
    public MemoryStatistics statistics() {
        return new MemoryStatistics(
                clock.millis(),
                heap.read(),
                state.held(),
                state.vectors().holeBytes(),
                state.sessions().trimmableBytes(Strategies.KEPT_MESSAGES),
                totals.restartedBytes());
    }

    /** The heap as it is, without a collection. */
    public HeapReading heapNow() {
        return heap.read();
    }

    /** Collects the garbage, so that {@link #statistics} and {@link #pressure} are of what lives. Stops all threads meanwhile. */
    public HeapReading collect() {
        return heap.collect();
    }

    /** The pressure as it is, 0 to 100, with the trend of the cycles before. */
    public double pressure() {
        return PressureScore.of(statistics().sample(), trend());
    }

    /** Where the use of the heap goes, by the last ten cycles. */
    public Trend trend() {
        return history.trend();
    }

    /** Whether the memory leaks, by the last 20 cycles. */
    public LeakVerdict leaks() {
        return history.leaks();
    }

    /** What the use of the heap will be, by the cycles before. */
    public Prediction prediction() {
        return history.prediction();
    }

    /** How the agents are. */
    public SystemHealth health() {
        return SystemHealth.of(state.agents().all(), clock.millis());
    }

    /** The samples of the last thousand cycles, oldest first. */
    public List<MemorySample> samples() {
        return history.samples();
    }

    /** What was done since the memory was opened. */
    public ManagementTotals totals() {
        return totals.of(queue);
    }

    /**
     * Lets all go that is in the heap, deletes all that is in Redis, and forgets the samples.
     *
     * @return how many keys were deleted
     * @throws com.acme.memory.MemoryUnavailableException where Redis does not delete it; the heap is empty all the same
     */
    public long deleteState() {
        long unused = state.clear();
        history.clear();
        return state.forget();
    }

    /** Closes the connections. What is in Redis stays. */
    @Override
    public void close() {
        heap.close();
        redis.close();
    }

    HeapReader heap() {
        return heap;
    }

    History history() {
        return history;
    }

    OptimizationQueue queue() {
        return queue;
    }

    Totals counted() {
        return totals;
    }

    OptimizationResult carryOut(OptimizationRequest request, @Nullable Long liveBytes) {
        OptimizationResult result = optimizer.carryOut(request, liveBytes);
        totals.add(result);
        return result;
    }

    /**
     * The memory as it is, with a sample for the history. Growth of what lived after a partial collection may be garbage, so a leak
     * that was not known before is only one if a full collection leaves it there.
     */
    Assessment assess() {
        boolean known = leaks().isLeaking();
        MemoryStatistics statistics = statistics();
        history.add(statistics.sample());
        if (!known && leaks().isLeaking()) {
            HeapReading unused = heap.collect();
            statistics = statistics();
            history.correct(statistics.sample());
        }
        Trend trend = trend();
        return new Assessment(
                statistics, PressureScore.of(statistics.sample(), trend), trend, leaks(), prediction(), health());
    }
}
