package com.example;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Agents that work in two processes, with a file for a queue between them. */
public final class QueueApp {

    private QueueApp() {}

    /** A message as brokers have it. */
    record Message(String body, Map<String, Object> headers) {}

    /** A memory. */
    public static final class AgentMemoryManager {
        public void store(String key) {}
    }

    /** An agent. */
    public static final class Agent {
        public void turn(String name, Runnable within) {
            within.run();
        }

        void handle(Message message, Runnable within) {
            within.run();
        }
    }

    private static final Agent AGENT = new Agent();

    /** A class of its own, since the consumer has no OpenTelemetry. */
    private static final class Producer {
        static String told() {
            Map<String, String> headers = new HashMap<>();
            W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, Map::put);
            return headers.getOrDefault("traceparent", "");
        }
    }

    public static void main(String[] args) throws Exception {
        Path queue = Path.of(args[1]);
        if (args[0].equals("produce")) {
            String[] told = {""};
            AGENT.turn("producer", () -> {
                new AgentMemoryManager().store("produced");
                told[0] = Producer.told();
            });
            Files.writeString(queue, told[0]);
        } else {
            consume(Files.readString(queue));
        }
    }

    private static void consume(String told) throws Exception {
        String unsampled = told.substring(0, told.length() - 1) + "0";
        handle("text", told);
        handle("bytes", told.getBytes(StandardCharsets.US_ASCII));
        handle("unsampled", unsampled);
        handle("malformed", told.replace('-', '_'));
        handle("other", List.of(told));
        handle(new Message("none", Map.of()));
        // A consumer is often started by work that is over when its messages come.
        Thread[] consumer = new Thread[1];
        CountDownLatch ended = new CountDownLatch(1);
        AGENT.turn("starter", () -> {
            consumer[0] = new Thread(() -> {
                await(ended);
                handle("on-thread", told);
                handle(new Message("none-on-thread", Map.of()));
            });
            consumer[0].start();
        });
        ended.countDown();
        consumer[0].join();
        AGENT.turn("reader", () -> {
            handle("within", told);
            handle("unsampled-within", unsampled);
        });
        handle("afterwards", "");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static void handle(String body, Object told) {
        handle(new Message(body, Map.of("traceparent", told)));
    }

    private static void handle(Message message) {
        AGENT.handle(message, () -> new AgentMemoryManager().store(message.body()));
    }
}
