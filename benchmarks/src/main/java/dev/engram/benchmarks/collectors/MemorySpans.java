package dev.engram.benchmarks.collectors;

import dev.engram.agent.telemetry.protobuf.OtlpTags;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An OTLP request of spans as the agent sends them: traces of a task with a store, a retrieve and a search, each with its
 * Redis command. It is encoded once; {@link #renew} gives its spans other ids and times, which costs far less than to
 * encode it again. Used by one thread.
 */
final class MemorySpans {

    private static final int SPANS_PER_TRACE = 7;

    /** Bytes that the length of a span takes, or of the resource: 128 to 16,383. */
    private static final int LENGTH = 2;

    /** Bytes that the length of all spans takes: 16,384 to 2,097,151. Another would move the ids after they were noted. */
    private static final int LIST_LENGTH = 3;

    private final byte[] body;
    private final int spans;
    private final SplittableRandom random;

    /** Where in the body each span has its ids and times: trace id, span id, parent or -1, start, end. */
    private final List<int[]> places = new ArrayList<>();

    private final ProtoWriter out = new ProtoWriter(1 << 20);

    /**
     * A request of that many spans.
     *
     * @param spans 50 to 4000
     * @param seed other seeds give other ids
     */
    MemorySpans(int spans, long seed) {
        this.spans = spans;
        this.random = new SplittableRandom(seed);
        int resourceSpans = out.open(OtlpTags.ExportTraceServiceRequest.RESOURCE_SPANS, LIST_LENGTH);
        int resource = out.open(OtlpTags.ResourceSpans.RESOURCE, LENGTH);
        byte tag = OtlpTags.Resource.ATTRIBUTES;
        text(tag, "service.name", "agentic-qe-fleet");
        text(tag, "service.instance.id", "5d3f1c1e-8f2b-4c55-9c5e-0d7a8b1b2c3d");
        text(tag, "service.version", "2.4.1");
        text(tag, "host.name", "fleet-7f6d8c9b5-x2x4z");
        text(tag, "process.runtime.name", "OpenJDK Runtime Environment");
        text(tag, "process.runtime.version", "17.0.15+6");
        text(tag, "telemetry.sdk.language", "java");
        text(tag, "telemetry.sdk.name", "engram");
        number(tag, "process.pid", 4711);
        out.close(resource, LENGTH);
        int scopeSpans = out.open(OtlpTags.ResourceSpans.SCOPE_SPANS, LIST_LENGTH);
        int scope = out.open(OtlpTags.ScopeSpans.SCOPE, 1);
        string(OtlpTags.InstrumentationScope.NAME, "engram");
        string(OtlpTags.InstrumentationScope.VERSION, "0.1.0");
        out.close(scope, 1);
        for (int i = 0; i < spans; i++) {
            span(i);
        }
        out.close(scopeSpans, LIST_LENGTH);
        out.close(resourceSpans, LIST_LENGTH);
        body = out.toBytes();
        if (ProtoWriter.varintSize(body.length) != LIST_LENGTH) {
            throw new IllegalArgumentException("A request of " + spans + " spans is too small or too large.");
        }
    }

    int spans() {
        return spans;
    }

    /** The request; the same array each time. */
    byte[] body() {
        return body;
    }

    /** Gives all spans new ids, and times from that one on. */
    void renew(long unixNanos) {
        ByteBuffer ids = ByteBuffer.wrap(body);
        ByteBuffer times = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        long high = 0;
        long low = 0;
        long task = 0;
        long operation = 0;
        long now = unixNanos;
        for (int i = 0; i < places.size(); i++) {
            int[] place = places.get(i);
            int step = i % SPANS_PER_TRACE;
            long id = random.nextLong() | 1;
            if (step == 0) {
                high = random.nextLong() | 1;
                low = random.nextLong();
                task = id;
            } else if (step % 2 == 1) {
                operation = id;
            }
            ids.putLong(place[0], high).putLong(place[0] + 8, low).putLong(place[1], id);
            if (place[2] >= 0) {
                ids.putLong(place[2], step % 2 == 1 ? task : operation);
            }
            now += 1_000 + random.nextInt(50_000);
            times.putLong(place[3], now).putLong(place[4], now + 40_000 + random.nextInt(900_000));
            for (int j = 5; j < place.length; j++) {
                times.putLong(place[j], now + j);
            }
        }
    }

    private void span(int i) {
        int step = i % SPANS_PER_TRACE;
        int[] place = {-1, -1, -1, -1, -1, -1, -1};
        int start = out.open(OtlpTags.ScopeSpans.SPANS, LENGTH);
        out.id(OtlpTags.Span.TRACE_ID, 1, 1);
        place[0] = out.length() - 16;
        out.id(OtlpTags.Span.SPAN_ID, 1);
        place[1] = out.length() - 8;
        if (step > 0) {
            out.id(OtlpTags.Span.PARENT_SPAN_ID, 1);
            place[2] = out.length() - 8;
        }
        string(OtlpTags.Span.NAME, NAMES.get(step));
        out.tag(OtlpTags.Span.KIND);
        out.varint(step > 0 && step % 2 == 0 ? OtlpTags.SpanKind.CLIENT : OtlpTags.SpanKind.INTERNAL);
        out.fixed64(OtlpTags.Span.START_TIME_UNIX_NANO, 0);
        place[3] = out.length() - 8;
        out.fixed64(OtlpTags.Span.END_TIME_UNIX_NANO, 0);
        place[4] = out.length() - 8;
        if (step == 0) {
            task(i);
        } else if (step % 2 == 0) {
            command(i, step);
        } else {
            operation(i, step, place);
        }
        int status = out.open(OtlpTags.Span.STATUS, 1);
        out.tag(OtlpTags.Status.CODE);
        out.varint(OtlpTags.StatusCode.OK);
        out.close(status, 1);
        out.close(start, LENGTH);
        places.add(place[5] < 0 ? new int[] {place[0], place[1], place[2], place[3], place[4]} : place);
    }

    private static final List<String> NAMES = List.of(
            "aqe.task.generate", "aqe.memory.store", "SET", "aqe.memory.retrieve", "GET", "aqe.memory.search", "SCAN");

    private static final List<String> AGENTS =
            List.of("qe-test-generator", "qe-test-executor", "qe-coverage-analyzer", "qe-fleet-commander");

    private void task(int i) {
        byte tag = OtlpTags.Span.ATTRIBUTES;
        text(tag, "agent.id", AGENTS.get(i % AGENTS.size()));
        text(tag, "agent.type", "test-generator");
        text(tag, "gen_ai.agent.id", AGENTS.get(i % AGENTS.size()));
        text(tag, "memory.session_id", "session-" + i % 40);
        text(tag, "gen_ai.conversation.id", "session-" + i % 40);
    }

    private void operation(int i, int step, int[] place) {
        byte tag = OtlpTags.Span.ATTRIBUTES;
        String operation = step == 1 ? "store" : step == 3 ? "retrieve" : "search";
        String key = "test-plan-user-service-" + (i * 7919 % 5000);
        text(tag, "memory.operation", operation);
        text(tag, "memory.namespace", "aqe/test-plans");
        text(tag, step == 5 ? "memory.pattern" : "memory.key", step == 5 ? "test-plan-%" : key);
        text(tag, "agent.id", AGENTS.get(i % AGENTS.size()));
        text(tag, "agent.type", "test-generator");
        text(tag, "memory.session_id", "session-" + i % 40);
        decimal(tag, "memory.operation_duration_ms", 0.1 + i % 97 / 100.0);
        text(tag, "gen_ai.operation.name", step == 1 ? "upsert_memory" : step == 3 ? "get_memory" : "search_memory");
        text(tag, "gen_ai.memory.store.id", "aqe/test-plans");
        text(tag, "gen_ai.agent.id", AGENTS.get(i % AGENTS.size()));
        text(tag, "gen_ai.conversation.id", "session-" + i % 40);
        if (step == 5) {
            number(tag, "memory.result_count", i % 11);
            number(tag, "memory.limit", 10);
        } else {
            text(tag, "gen_ai.memory.record.id", key);
            number(tag, "memory.value_size", 100 + i % 3000);
        }
        if (step == 3) {
            truth(tag, "memory.found", i % 5 > 0);
        }
        if (step == 1) {
            number(tag, "memory.ttl", 3600);
        }
        place[5] = event("memory." + operation + ".started", key, "");
        place[6] = event("memory." + operation + ".completed", key, step == 3 ? "memory.found" : "memory.success");
    }

    private int event(String name, String key, String success) {
        int start = out.open(OtlpTags.Span.EVENTS, 1);
        out.fixed64(OtlpTags.Event.TIME_UNIX_NANO, 0);
        int time = out.length() - 8;
        string(OtlpTags.Event.NAME, name);
        if (success.isEmpty()) {
            text(OtlpTags.Event.ATTRIBUTES, "memory.namespace", "aqe/test-plans");
            text(OtlpTags.Event.ATTRIBUTES, "memory.key", key);
        } else {
            truth(OtlpTags.Event.ATTRIBUTES, success, true);
        }
        int before = out.length();
        out.close(start, 1);
        return time + out.length() - before;
    }

    private void command(int i, int step) {
        byte tag = OtlpTags.Span.ATTRIBUTES;
        text(tag, "db.system.name", "redis");
        text(tag, "db.operation.name", NAMES.get(step));
        text(tag, "db.namespace", "0");
        text(tag, "db.query.text", NAMES.get(step) + " aqe/test-plans:test-plan-user-service-" + (i * 7919 % 5000));
        text(tag, "server.address", "redis.fleet.svc");
        text(tag, "network.peer.address", "10.42.3.17");
        number(tag, "network.peer.port", 6379);
        text(tag, "agent.id", AGENTS.get(i % AGENTS.size()));
        text(tag, "redis.key", "aqe/test-plans:test-plan-user-service-" + (i * 7919 % 5000));
        number(tag, "redis.request.bytes", 40 + i % 3000);
        number(tag, "redis.response.bytes", 5 + i % 3000);
    }

    private void string(byte tag, String text) {
        out.tag(tag);
        int size = Utf8.size(text);
        out.varint(size);
        out.utf8(text, size);
    }

    private interface Value {
        void write();
    }

    private void attribute(byte tag, String key, Value value) {
        int start = out.open(tag, 1);
        string(OtlpTags.KeyValue.KEY, key);
        int inner = out.open(OtlpTags.KeyValue.VALUE, 1);
        value.write();
        out.close(inner, 1);
        out.close(start, 1);
    }

    private void text(byte tag, String key, String value) {
        attribute(tag, key, () -> string(OtlpTags.AnyValue.STRING_VALUE, value));
    }

    private void number(byte tag, String key, long value) {
        attribute(tag, key, () -> {
            out.tag(OtlpTags.AnyValue.INT_VALUE);
            out.varint(value);
        });
    }

    private void decimal(byte tag, String key, double value) {
        attribute(tag, key, () -> out.fixed64(OtlpTags.AnyValue.DOUBLE_VALUE, Double.doubleToRawLongBits(value)));
    }

    private void truth(byte tag, String key, boolean value) {
        attribute(tag, key, () -> {
            out.tag(OtlpTags.AnyValue.BOOL_VALUE);
            out.varint(value ? 1 : 0);
        });
    }
}
