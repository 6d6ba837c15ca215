package com.example;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An application with an OpenTelemetry of its own and an agent's memory. It prints each of its spans when it ends: name, trace
 * id, span id, id of the parent.
 */
public final class OpenTelemetryApp {

    private static final Tracer TRACER = tracer(Sampler.parentBased(Sampler.alwaysOn()));
    private static final Tracer UNSAMPLED = tracer(Sampler.alwaysOff());
    private static final AgentMemoryManager MEMORY = new AgentMemoryManager();
    private static final Agent AGENT = new Agent();

    private OpenTelemetryApp() {}

    private static Tracer tracer(Sampler sampler) {
        return SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(new Printer())
                .build()
                .get("app");
    }

    private static final class Printer implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            System.out.println(span.getName() + " " + span.getSpanContext().getTraceId() + " "
                    + span.getSpanContext().getSpanId() + " "
                    + span.getParentSpanContext().getSpanId());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    /** A memory. */
    public static final class AgentMemoryManager {
        public void store(String key, Runnable within) {
            within.run();
        }
    }

    /** An agent. */
    public static final class Agent {
        public void turn(String name, Runnable within) {
            within.run();
        }
    }

    /** A library that makes its own span of a turn, within its method. */
    public static final class Library {
        private final Tracer tracer;

        Library(Tracer tracer) {
            this.tracer = tracer;
        }

        public void turn(String agent, Runnable within) {
            span(tracer, "library-turn-" + agent, within);
        }

        /** Makes its own span of a tool, around that. */
        void use(Tool tool, Runnable within) {
            span(tracer, "library-tool-" + tool.name, () -> tool.run(within));
        }
    }

    /** A tool. */
    public static final class Tool {
        public final String name;

        Tool(String name) {
            this.name = name;
        }

        public void run(Runnable within) {
            within.run();
        }
    }

    private static void store(String key) {
        MEMORY.store(key, () -> {});
    }

    private static void span(String name, Runnable within) {
        span(TRACER, name, within);
    }

    private static void span(Tracer tracer, String name, Runnable within) {
        Span span = tracer.spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            within.run();
        } finally {
            span.end();
        }
    }

    public static void main(String[] args) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        pool.submit(() -> {}).get();
        span(
                "request",
                () -> AGENT.turn("planner", () -> {
                    span("model", () -> MEMORY.store("nested", () -> span("within", () -> {})));
                    wait(pool, () -> {
                        store("on-pool");
                        span("span-on-pool", () -> {});
                    });
                }));
        wait(pool, () -> store("pool-afterwards"));
        store("afterwards");
        AGENT.turn("alone", () -> span("beneath-a-root", () -> {}));
        span(UNSAMPLED, "unsampled", () -> store("unsampled"));
        try (Scope scope = Baggage.builder().put("tenant", "acme").build().makeCurrent()) {
            AGENT.turn(
                    "with-baggage",
                    () -> System.out.println("baggage " + Baggage.current().getEntryValue("tenant")));
        }
        AGENT.turn("own-context", () -> {
            try (Scope scope = Context.current().makeCurrent()) {
                store("in-own-context");
            }
        });
        Library recorded = new Library(TRACER);
        recorded.turn("recorded", () -> {
            store("in-library-turn");
            recorded.use(new Tool("recorded-tool"), () -> store("in-library-tool"));
        });
        Library unrecorded = new Library(TracerProvider.noop().get("app"));
        unrecorded.turn("unrecorded", () -> {
            store("in-unrecorded");
            span("in-library", () -> {});
            unrecorded.use(new Tool("unrecorded-tool"), () -> store("in-unrecorded-tool"));
        });
        new Library(UNSAMPLED).turn("left-out", () -> store("in-left-out"));
        traceState();
        closedInside();
        neverClosed();
        pool.shutdown();
        pool.awaitTermination(30, TimeUnit.SECONDS);
    }

    /** A request that came from elsewhere. */
    private static void traceState() {
        Span caller = Span.wrap(SpanContext.createFromRemoteParent(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "77").build()));
        try (Scope scope = caller.makeCurrent()) {
            AGENT.turn(
                    "called",
                    () -> span(
                            "beneath-called",
                            () -> System.out.println("state "
                                    + Span.current()
                                            .getSpanContext()
                                            .getTraceState()
                                            .get("vendor"))));
        }
    }

    /** The scope ends within a call that began in it. */
    @SuppressWarnings("MustBeClosedChecker") // That is what it is about.
    private static void closedInside() {
        Span outer = TRACER.spanBuilder("outer").startSpan();
        Scope scope = outer.makeCurrent();
        AGENT.turn("closes", () -> {
            scope.close();
            store("scope-closed");
        });
        store("after-the-turn");
        outer.end();
    }

    /** A thread of an application that forgets to close its scopes. */
    @SuppressWarnings("MustBeClosedChecker")
    private static void neverClosed() {
        Span last = Span.getInvalid();
        for (int i = 0; i < 300; i++) {
            last = TRACER.spanBuilder("leak").startSpan();
            Scope unused = last.makeCurrent();
        }
        store("last-leak");
        last.end();
    }

    private static void wait(ExecutorService pool, Runnable task) {
        try {
            pool.submit(task).get();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
