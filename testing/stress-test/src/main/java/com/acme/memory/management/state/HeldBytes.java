package com.acme.memory.management.state;

/**
 * What the parts of the state take in the heap, in bytes.
 *
 * @param sessions messages of sessions
 * @param contexts cached contexts
 * @param embeddings cached embeddings
 * @param vectors documents of the vector store with their vectors
 * @param groups transcripts of groups
 * @param agents what agents keep for themselves
 */
public record HeldBytes(long sessions, long contexts, long embeddings, long vectors, long groups, long agents) {

    public long total() {
        return sessions + contexts + embeddings + vectors + groups + agents;
    }

    /** What belongs to vectors: the documents' and the cached ones. */
    public long ofVectors() {
        return vectors + embeddings;
    }
}
