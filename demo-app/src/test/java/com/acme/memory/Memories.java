package com.acme.memory;

import com.acme.memory.deep.Embeddings;
import com.acme.memory.deep.EmbeddingsAhead;
import com.acme.memory.deep.MiniLm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import redis.clients.jedis.RedisClient;

/** Users of a memory in tests, with the real model, which is loaded once, and a clock that they set. */
public final class Memories {
    public static final Embeddings MODEL = new EmbeddingsAhead(new MiniLm());

    private Memories() {}

    public static WorkflowMemory memory(RedisClient redis) {
        return memory(redis, "dev-alice", new SetClock());
    }

    public static WorkflowMemory memory(RedisClient redis, String user, Clock clock) {
        return new WorkflowMemory(redis, user, MODEL, clock);
    }

    /** A clock that goes on only when it is told to. */
    public static final class SetClock extends Clock {
        private Instant now = Instant.parse("2025-10-28T09:00:00Z");

        public void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Nobody asks for another zone.");
        }
    }
}
