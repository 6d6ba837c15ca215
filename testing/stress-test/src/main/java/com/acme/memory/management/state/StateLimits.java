package com.acme.memory.management.state;

/**
 * The most bytes that each part of the state may have in the heap. Together they are more than a heap has: not all parts are large at
 * once, and where they are, it is the manager's work.
 *
 * @param sessions messages of sessions
 * @param contexts cached contexts
 * @param embeddings cached embeddings
 * @param vectors documents of the vector store with their vectors
 * @param groups transcripts of groups
 * @param perAgent what one agent keeps for itself
 */
public record StateLimits(long sessions, long contexts, long embeddings, long vectors, long groups, long perAgent) {

    public StateLimits {
        positive("sessions", sessions);
        positive("contexts", contexts);
        positive("embeddings", embeddings);
        positive("vectors", vectors);
        positive("groups", groups);
        positive("perAgent", perAgent);
    }

    /** The limits in a heap of this capacity in bytes. */
    public static StateLimits ofCapacity(long capacity) {
        return new StateLimits(capacity / 2, capacity / 2, capacity / 4, capacity / 2, capacity / 2, capacity / 2);
    }

    private static void positive(String name, long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("The limit of " + name + " is " + bytes + " bytes; take more than 0.");
        }
    }
}
