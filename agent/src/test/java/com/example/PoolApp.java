package com.example;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Has a memory that asks another one, on a thread of a pool. */
public final class PoolApp {

    private PoolApp() {}

    /** Stores what it is given elsewhere. */
    public static final class OuterMemoryStore {
        private final InnerMemoryStore inner = new InnerMemoryStore();
        private final ExecutorService pool = Executors.newFixedThreadPool(1);

        public void store(String key, String value) throws Exception {
            pool.submit(() -> inner.store("inner-" + key, value)).get();
            pool.shutdown();
        }
    }

    /** That. */
    public static final class InnerMemoryStore {
        public void store(String key, String value) {}
    }

    public static void main(String[] args) throws Exception {
        new OuterMemoryStore().store("key", "value");
    }
}
