package com.acme.memory.management.optimization;

import com.acme.memory.management.heap.HeapReader;
import com.acme.memory.management.state.Agent;
import com.acme.memory.management.state.MemoryState;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/**
 * Carries out optimizations on the application's state. What fails half-way has freed what it has freed; nothing is lost, for what leaves
 * the heap and is nowhere else is in Redis before. Thread-safe.
 */
public final class Strategies {
    /** Messages of each session that stay in the heap after a trim. */
    public static final int KEPT_MESSAGES = 20;

    private static final int KEPT_UNDER_PRESSURE = 5;

    /** Not used for so long: not used lately. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final MemoryState state;
    private final RedisClient redis;
    private final HeapReader heap;
    private final Clock clock;

    Strategies(MemoryState state, RedisClient redis, HeapReader heap, Clock clock) {
        this.state = state;
        this.redis = redis;
        this.heap = heap;
        this.clock = clock;
    }

    /** Carries out one, and adds up what it frees. Throws what a part of it throws. */
    void carryOut(OptimizationType type, @Nullable String target, FreedBytes freed) {
        switch (type) {
            case GARBAGE_COLLECTION -> {
                long before = heap.read().usedBytes();
                freed.add(Math.max(0, before - heap.collect().usedBytes()));
            }
            case MEMORY_PRESSURE_RELIEF -> relieve(freed);
            case EMERGENCY_CLEANUP -> cleanUp(freed);
            case PREDICTIVE_CLEANUP -> {
                long idle = idleSince();
                freed.add(state.contexts().evictUnusedSince(idle));
                freed.add(state.embeddings().cache().evictUnusedSince(idle));
                freed.add(state.sessions().trim(KEPT_MESSAGES));
            }
            case AGENT_RESTART ->
                agents(target).stream()
                        .max(Comparator.comparingLong(Agent::bytes))
                        .ifPresent(agent -> freed.add(agent.restart()));
            case AGENT_OPTIMIZATION -> agents(target).forEach(agent -> freed.add(agent.dropOldest(0.2)));
            case VECTOR_STORE_CLEANUP -> freed.add(state.vectors().archiveOldest(0.3));
            case EMBEDDING_CACHE_CLEANUP -> freed.add(state.embeddings().cache().evict(0.5));
            case CACHE_CLEAR -> freed.add(state.contexts().evict(1));
            case OBJECT_CLEANUP -> freed.add(state.sessions().trim(KEPT_MESSAGES));
            case MEMORY_COMPRESSION -> freed.add(state.groups().compressUnusedSince(idleSince()));
            case VECTOR_INDEX_COMPACTION -> freed.add(state.vectors().compact());
            case GROUP_ARCHIVE -> freed.add(state.groups().archiveIdle(1));
            case RESOURCE_RELEASE -> {
                redis.getPool().clear(); // the bytes of idle connections are their library's, and not counted
                freed.add(state.vectors().compact());
            }
        }
    }

    /** What needs no Redis comes first, so that it is done whether Redis answers or not. */
    private void relieve(FreedBytes freed) {
        freed.add(state.contexts().evict(0.5));
        freed.add(state.embeddings().cache().evict(0.5));
        freed.add(state.sessions().trim(KEPT_UNDER_PRESSURE));
        freed.add(state.vectors().compact());
        freed.add(state.groups().archiveIdle(0.5));
    }

    private void cleanUp(FreedBytes freed) {
        freed.add(state.contexts().evict(1));
        freed.add(state.embeddings().cache().evict(1));
        freed.add(state.sessions().clear());
        for (Agent agent : state.agents().all()) {
            freed.add(agent.restart());
        }
        freed.add(state.vectors().compact());
        freed.add(state.groups().archiveIdle(1));
        freed.add(state.vectors().archiveOldest(1));
    }

    private List<Agent> agents(@Nullable String target) {
        return target == null
                ? state.agents().all()
                : List.of(state.agents()
                        .find(target)
                        .orElseThrow(() -> new IllegalArgumentException("There is no agent " + target + ".")));
    }

    private long idleSince() {
        return clock.millis() - IDLE.toMillis();
    }
}
