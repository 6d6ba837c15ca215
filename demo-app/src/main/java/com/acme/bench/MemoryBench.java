package com.acme.bench;

import com.acme.memory.WorkflowMemory;
import com.acme.memory.context.Measured;
import com.acme.memory.context.TuningAdvisor;
import com.acme.memory.context.WorkflowContext;
import com.acme.memory.context.WorkflowMode;
import com.acme.memory.deep.Embeddings;
import com.acme.memory.deep.EmbeddingsAhead;
import com.acme.memory.deep.MiniLm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import redis.clients.jedis.RedisClient;

/**
 * Times the memory: 100 messages, 50 searches, contexts in every mode, and what enriching and asking the cache and the facts take. Always
 * the same work in the same order, first three times unmeasured to warm up.
 */
public final class MemoryBench {
    private static final int WARM_UPS = 3;
    private static final int MESSAGES = 100;
    private static final int MEMORIES = 60;
    private static final int SEARCHES = 50;
    private static final int LOADS = 100;
    private static final int RESULTS = 10;
    private static final String SESSION = "benchmark-session";
    private static final List<String> TOPICS = List.of(
            "sign-in with tokens",
            "a slow query",
            "a flaky test",
            "the release",
            "a cache that is too small",
            "logging");

    private final WorkflowMemory memory;

    private MemoryBench(WorkflowMemory memory) {
        this.memory = memory;
    }

    /** Runs it, prints what it measured, and leaves nothing in Redis. */
    public static void run(RedisClient redis, PrintStream out, boolean asJson) {
        Embeddings embeddings = new EmbeddingsAhead(new MiniLm());
        for (int i = 1; i <= WARM_UPS; i++) {
            measured(redis, "benchmark-warm-up-" + i, embeddings);
        }
        BenchResult result = measured(redis, "benchmark-user", embeddings);
        out.println(asJson ? json(result) : text(result));
    }

    private static BenchResult measured(RedisClient redis, String user, Embeddings embeddings) {
        WorkflowMemory memory = new WorkflowMemory(redis, user, embeddings, Clock.systemUTC());
        memory.forget(); // of a run that was broken off
        try {
            return new MemoryBench(memory).measure();
        } finally {
            memory.forget();
        }
    }

    private BenchResult measure() {
        List<Timings> timings = new ArrayList<>();
        timings.add(time(
                "Session Message Add", MESSAGES, i -> memory.addSessionMessage(SESSION, "user", "Test message " + i)));
        timings.add(time(
                "Deep Memory Create",
                MEMORIES,
                i -> memory.createDeepMemory(
                        "Note " + i + " of " + memory.user() + " is about " + TOPICS.get(i % TOPICS.size()),
                        List.of("topic-" + i % TOPICS.size()),
                        Map.of())));
        int[] found = {0};
        timings.add(time(
                "Deep Memory Search",
                SEARCHES,
                i -> found[0] += memory.searchDeepMemory(memory.user() + " test " + i, RESULTS, List.of())
                        .items()
                        .size()));
        int[] hits = {0};
        timings.add(time("Cache Read", MESSAGES, i -> {
            // One of ten asks for a session that nobody had.
            String session = i % 10 == 9 ? "nobody-" + i : SESSION;
            hits[0] +=
                    memory.getCacheMemory(session, Duration.ofHours(1)).items().isEmpty() ? 0 : 1;
        }));
        timings.add(time("Fact Validation", MESSAGES, i -> memory.validatePaf("QUAL-004", 700 + i % 100)));
        WorkflowContext context = WorkflowContext.of("benchmark-sign-in", SESSION);
        for (WorkflowMode mode : WorkflowMode.values()) {
            timings.add(time(
                    "Context Loading " + mode.label(),
                    LOADS,
                    i -> memory.loadWorkflowContext(context, "understand", mode)));
        }
        double hitRate = hits[0] / (double) MESSAGES;
        Measured measured = new Measured(
                hitRate,
                timings.get(2).mean(),
                timings.stream()
                        .filter(each -> each.name().startsWith("Context"))
                        .mapToDouble(Timings::p95)
                        .max()
                        .orElse(0));
        return new BenchResult(
                List.copyOf(timings),
                hitRate,
                found[0] / (double) SEARCHES,
                TuningAdvisor.advise(measured, WorkflowMode.STANDARD));
    }

    private static Timings time(String name, int times, IntConsumer work) {
        double[] millis = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.accept(i);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        return Timings.of(name, millis);
    }

    private static String json(BenchResult result) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(Map.of(
                            "timings", result.timings(),
                            "hitRate", result.hitRate(),
                            "resultsPerQuery", result.resultsPerQuery(),
                            "advice", advice(result.advice())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The result is no JSON.", e);
        }
    }

    private static String text(BenchResult result) {
        StringBuilder text = new StringBuilder();
        for (Timings each : result.timings()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s (%d):%n  Mean: %.2fms%n  Median: %.2fms%n  Std Dev: %.2fms%n  P95: %.2fms%n",
                    each.name(),
                    each.count(),
                    each.mean(),
                    each.median(),
                    each.stdev(),
                    each.p95()));
        }
        return text
                + String.format(
                        Locale.ROOT,
                        "Cache hit rate: %.0f %%, results per query: %.1f%n",
                        100 * result.hitRate(),
                        result.resultsPerQuery())
                + "Advice: " + advice(result.advice());
    }

    private static String advice(TuningAdvisor.Advice advice) {
        return "window " + advice.window().toHours() + " h, limit " + advice.searchLimit() + ", "
                + (advice.narrowTags() ? "narrower tags, " : "") + "mode "
                + advice.mode().label();
    }
}
