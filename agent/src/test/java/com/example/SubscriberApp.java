package com.example;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** A turn starts the thread that subscribes to a channel of Redis; others publish there later. It knows nothing of Engram. */
public final class SubscriberApp {

    private static final AgentMemoryManager MEMORY = new AgentMemoryManager();

    private SubscriberApp() {}

    /** A memory. */
    public static final class AgentMemoryManager {
        private final Map<String, String> values = new ConcurrentHashMap<>();

        public void store(String key, String value) {
            values.put(key, value);
        }
    }

    /** An agent. */
    public static final class Agent {
        public void turn(String user, Work work) throws Exception {
            work.run();
        }
    }

    /** What is done in a turn. */
    public interface Work {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        BlockingQueue<String> stored = new LinkedBlockingQueue<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                subscribed.countDown();
            }

            @Override
            public void onMessage(String channel, String message) {
                MEMORY.store(message, "value");
                stored.add(message);
            }
        };
        try (Jedis publisher = new Jedis("localhost", port)) {
            new Agent().turn("alice", () -> {
                new Thread(() -> {
                            try (Jedis subscriber = new Jedis("localhost", port)) {
                                subscriber.subscribe(listener, "channel");
                            }
                        })
                        .start();
                subscribed.await();
                publisher.publish("channel", "alice/within");
                System.out.println(stored.take());
            });
            publisher.publish("channel", "alice/own1");
            System.out.println(stored.take());
            new Agent().turn("carol", () -> {
                publisher.publish("channel", "alice/own2");
                System.out.println(stored.take());
            });
            listener.unsubscribe();
        }
    }
}
