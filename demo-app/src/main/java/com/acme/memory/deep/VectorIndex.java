package com.acme.memory.deep;

import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.util.List;
import redis.clients.jedis.AbstractTransaction;

/** The vectors of one user's deep memories, in Redis. Thread-safe. */
interface VectorIndex {

    /** Queues the commands that keep a vector, or give a kept one other tags. */
    void put(AbstractTransaction transaction, String id, float[] vector, List<String> tags);

    /** The ids nearest to a vector, nearest first. */
    List<Neighbour> nearest(float[] query, int limit, List<String> tags, TagMatch match);

    /** The vector sets of Redis 8 where this server has them, else an exact search over all stored vectors. */
    static VectorIndex in(UserSpace space) {
        return VectorSet.isKnown(space) ? new VectorSet(space) : new ExactVectors(space);
    }
}
