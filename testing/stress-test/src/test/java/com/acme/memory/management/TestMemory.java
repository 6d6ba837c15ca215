package com.acme.memory.management;

import com.acme.memory.deep.Embeddings;
import com.acme.memory.management.heap.HeapReader;
import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.heap.JvmHeap;
import com.acme.memory.management.state.MemoryState;
import com.acme.memory.session.Message;
import com.acme.memory.session.Role;
import com.acme.redis.RealRedis;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

/** Memories for tests, with load for them. */
public final class TestMemory {
    /** Vectors of length 1 that follow from the text; nothing near in meaning is near. */
    public static final Embeddings MODEL = text -> {
        Random random = new Random(text.hashCode());
        float[] vector = new float[384];
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            sum += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(sum);
        }
        return vector;
    };

    private TestMemory() {}

    /** On the real heap of this JVM. */
    static ManagedMemory open(RealRedis redis) {
        return open(redis, new JvmHeap());
    }

    static ManagedMemory open(RealRedis redis, HeapReader heap) {
        return open(redis, heap, ManagementSettings.of("team"));
    }

    static ManagedMemory open(RealRedis redis, HeapReader heap, ManagementSettings settings) {
        return open(redis, heap, settings, Clock.systemUTC());
    }

    static ManagedMemory open(RealRedis redis, HeapReader heap, ManagementSettings settings, Clock clock) {
        return ManagedMemory.open(URI.create(redis.environment().get("REDIS_URL")), settings, MODEL, heap, clock);
    }

    /** Adds to every part of the state. */
    static void fill(MemoryState state, int steps) {
        String group = state.groups().create("feature", "", List.of());
        for (int i = 0; i < steps; i++) {
            state.sessions().add("s-" + i % 7, Role.USER, text("message", i, 4000));
            state.contexts().put("context-" + i, text("context", i, 20_000));
            float[] unused = state.embeddings().of(text("query", i, 2000));
            state.vectors().add("document-" + i, text("document", i, 4000));
            if (i % 50 == 0) {
                group = state.groups().create("feature", "", List.of());
            }
            state.groups().add(group, new Message(Role.ASSISTANT, text("said", i, 4000), i));
            state.agents().agent("agent-" + i % 3).keepResult(10_000);
        }
    }

    /** A text of this length that no other step has. */
    static String text(String what, int step, int length) {
        return (what + ' ' + step + ' ')
                .repeat(length / (what.length() + 3) + 1)
                .substring(0, length);
    }

    /** A clock that stands still until it is told to go on. */
    static final class SetClock extends Clock {
        private volatile Instant now = Instant.EPOCH;

        void pass(Duration time) {
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
            return this;
        }
    }

    /** A heap that is as full as it is told to be. */
    static final class SetHeap implements HeapReader {
        private final long capacity;
        private volatile double percent;

        SetHeap(long capacity) {
            this.capacity = capacity;
        }

        void use(double howMuch) {
            percent = howMuch;
        }

        @Override
        public HeapReading read() {
            long used = Math.round(capacity * percent / 100);
            return new HeapReading(used, used, capacity, 1, 1);
        }

        @Override
        public HeapReading collect() {
            return read();
        }
    }
}
