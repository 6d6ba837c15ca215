package com.acme.memory.management.optimization;

import com.acme.memory.management.analysis.Level;
import java.util.Locale;

/** What can be done to free memory. Each is carried out by {@link Strategies}. */
public enum OptimizationType {
    /** Collects the garbage. */
    GARBAGE_COLLECTION(Level.LOW),
    /** Halves the caches, trims sessions to a few messages, compacts vectors, and archives half of the transcripts to Redis. */
    MEMORY_PRESSURE_RELIEF(Level.MEDIUM),
    /** Drops all that can be dropped, archives all transcripts and documents to Redis, and restarts all agents. */
    EMERGENCY_CLEANUP(Level.HIGH),
    /** Drops cache entries that were not used lately, and trims sessions to their newest messages. */
    PREDICTIVE_CLEANUP(Level.LOW),
    /** Restarts an agent, or the one that has most where the request names none. */
    AGENT_RESTART(Level.MEDIUM),
    /** Drops the oldest fifth of what an agent keeps, or of what all keep where the request names none. */
    AGENT_OPTIMIZATION(Level.LOW),
    /** Archives the oldest 30 % of the documents to Redis, and compacts the rest. */
    VECTOR_STORE_CLEANUP(Level.MEDIUM),
    /** Drops half of the cached embeddings, the ones used longest ago. */
    EMBEDDING_CACHE_CLEANUP(Level.LOW),
    /** Drops all cached contexts. */
    CACHE_CLEAR(Level.LOW),
    /** Trims sessions to their newest messages; Redis has the others. */
    OBJECT_CLEANUP(Level.LOW),
    /** Compresses transcripts of groups that nobody used lately. */
    MEMORY_COMPRESSION(Level.LOW),
    /** Slides the vectors together where documents were removed. */
    VECTOR_INDEX_COMPACTION(Level.LOW),
    /** Archives all transcripts of groups to Redis. */
    GROUP_ARCHIVE(Level.MEDIUM),
    /** Lets go what is held without being used: idle connections to Redis, holes in the vector store. */
    RESOURCE_RELEASE(Level.LOW);

    private final String label = name().toLowerCase(Locale.ROOT);
    private final Level risk;

    OptimizationType(Level risk) {
        this.risk = risk;
    }

    /** The type as a word, such as {@code garbage_collection}. */
    public String label() {
        return label;
    }

    /** How much it slows down those who use the memory afterwards. */
    public Level risk() {
        return risk;
    }
}
