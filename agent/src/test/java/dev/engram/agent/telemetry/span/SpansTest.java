package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.TextCommands;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.trace.Sampler;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Spans, as a collector receives them")
public class SpansTest {

    private final OtlpSink sink;
    private Agent agent;

    SpansTest() throws IOException {
        sink = new OtlpSink();
        agent = new Agent(Agent.to(sink));
    }

    @BeforeEach
    void nothingYet() {
        assertThat(sink.spans()).isEmpty();
    }

    @AfterEach
    void close() {
        agent.close();
        sink.close();
    }

    private void flush() {
        agent.awaitSpans();
    }

    @Test
    @DisplayName("a store has the attributes of the agent-memory span format, in its order")
    void store() throws Exception {
        Map<String, Object> plan = Map.of("testSuite", "UserService");
        agent.call(
                agent.store(), () -> null, "test-plan-user-service", plan, "aqe/test-plans", 3600, "qe-test-generator");
        flush();

        Span span = sink.span("aqe.memory.store");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(span.getTraceId().size()).isEqualTo(16);
        assertThat(span.getSpanId().size()).isEqualTo(8);
        assertThat(span.getParentSpanId().size()).isZero();
        Map<String, Object> attributes = Otlp.attributes(span);
        assertThat(attributes.keySet())
                .containsExactly(
                        "memory.operation",
                        "memory.namespace",
                        "memory.key",
                        "memory.value_size",
                        "memory.ttl",
                        "agent.id",
                        "agent.type",
                        "memory.operation_duration_ms",
                        "gen_ai.operation.name",
                        "gen_ai.memory.store.id",
                        "gen_ai.memory.record.id",
                        "gen_ai.memory.record.count",
                        "gen_ai.agent.id");
        assertThat(attributes)
                .contains(
                        entry("memory.operation", "store"),
                        entry("memory.namespace", "aqe/test-plans"),
                        entry("memory.key", "test-plan-user-service"),
                        entry("memory.value_size", (long) "{\"testSuite\":\"UserService\"}".length()),
                        entry("memory.ttl", 3600L),
                        entry("agent.id", "qe-test-generator"),
                        entry("agent.type", "fleet-commander"));
        assertThat(attributes.get("memory.operation_duration_ms"))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isPositive();
        assertThat(Otlp.eventNames(span)).containsExactly("memory.store.started", "memory.store.completed");
        assertThat(Otlp.event(span, "memory.store.started"))
                .containsExactly(
                        entry("memory.namespace", "aqe/test-plans"),
                        entry("memory.key", "test-plan-user-service"),
                        entry("agent.id", "qe-test-generator"));
        assertThat(Otlp.event(span, "memory.store.completed")).containsExactly(entry("memory.success", true));
        assertThat(span.getEvents(0).getTimeUnixNano()).isEqualTo(span.getStartTimeUnixNano());
        assertThat(span.getEvents(1).getTimeUnixNano()).isEqualTo(span.getEndTimeUnixNano());
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_OK);
        assertThat(span.getFlags() & 0xFF).as("sampled").isEqualTo(1);
    }

    @Test
    @DisplayName("a span says when it was: between the wall clock before and after")
    void times() throws Exception {
        long before = System.currentTimeMillis();
        agent.call(agent.delete(), () -> null, "k", "n");
        long after = System.currentTimeMillis();
        flush();
        Span span = sink.span("aqe.memory.delete");
        // The clock reads milliseconds, and may be adjusted by half of one meanwhile.
        assertThat(span.getStartTimeUnixNano() / 1_000_000).isBetween(before - 2, after + 2);
        assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
    }

    @Test
    @DisplayName("a retrieve that finds says found and the size of what it found")
    void found() throws Exception {
        agent.call(agent.retrieve(), () -> "é", "k", "n", "qe-test-executor");
        flush();
        Span span = sink.span("aqe.memory.retrieve");
        assertThat(Otlp.attributes(span)).contains(entry("memory.found", true), entry("memory.value_size", 2L));
        assertThat(Otlp.eventNames(span)).containsExactly("memory.retrieve.started", "memory.retrieve.completed");
        assertThat(Otlp.event(span, "memory.retrieve.completed")).containsExactly(entry("memory.found", true));
    }

    @Test
    @DisplayName("a miss follows the agent-memory span format: not found, and OK")
    void miss() throws Exception {
        agent.call(agent.retrieve(), () -> null, "test-plan-invalid", "aqe/test-plans", "qe-test-executor");
        flush();
        Span span = sink.span("aqe.memory.retrieve");
        assertThat(Otlp.attributes(span).keySet())
                .containsExactly(
                        "memory.operation",
                        "memory.namespace",
                        "memory.key",
                        "memory.found",
                        "agent.id",
                        "agent.type",
                        "memory.operation_duration_ms",
                        "gen_ai.operation.name",
                        "gen_ai.memory.store.id",
                        "gen_ai.memory.record.id",
                        "gen_ai.memory.record.count",
                        "gen_ai.agent.id");
        assertThat(Otlp.attributes(span)).contains(entry("memory.found", false));
        assertThat(Otlp.eventNames(span)).containsExactly("memory.retrieve.started", "memory.retrieve.not_found");
        assertThat(Otlp.event(span, "memory.retrieve.not_found")).containsExactly(entry("memory.found", false));
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_OK);
    }

    @Test
    @DisplayName("a search has its pattern, its limit and the number of its results")
    void search() throws Exception {
        agent.call(agent.search(), () -> List.of("a", "b", "c", "d", "e"), "test-plan-%", "aqe/test-plans", 10);
        flush();
        Span span = sink.span("aqe.memory.search");
        assertThat(Otlp.attributes(span))
                .containsEntry("memory.pattern", "test-plan-%")
                .containsEntry("memory.limit", 10L)
                .containsEntry("memory.result_count", 5L)
                .doesNotContainKeys("memory.key", "memory.value_size", "memory.found");
        assertThat(Otlp.event(span, "memory.search.started")).containsEntry("memory.pattern", "test-plan-%");
        assertThat(Otlp.event(span, "memory.search.completed")).containsExactly(entry("memory.result_count", 5L));
    }

    @Test
    @DisplayName("a delete succeeds, in the namespace default where none is given")
    void delete() throws Exception {
        agent.call(agent.delete(), () -> false, "k", null);
        flush();
        Span span = sink.span("aqe.memory.delete");
        assertThat(Otlp.attributes(span))
                .containsEntry("memory.namespace", "default")
                .doesNotContainKey("agent.id");
        assertThat(Otlp.event(span, "memory.delete.completed")).containsExactly(entry("memory.success", true));
    }

    @Test
    @DisplayName("a failure has its event, the exception as OpenTelemetry records it, and its message as status")
    void failure() throws Exception {
        int retrieve = agent.retrieve();
        assertThatThrownBy(() -> agent.call(
                        retrieve,
                        () -> {
                            throw new IllegalStateException("Read denied: private", new IOException("disk"));
                        },
                        "k"))
                .isInstanceOf(IllegalStateException.class);
        flush();
        Span span = sink.span("aqe.memory.retrieve");
        assertThat(Otlp.attributes(span))
                .doesNotContainKey("memory.found")
                .containsEntry("error.type", "java.lang.IllegalStateException");
        assertThat(Otlp.eventNames(span))
                .containsExactly("memory.retrieve.started", "memory.retrieve.failed", "exception");
        assertThat(Otlp.event(span, "memory.retrieve.failed"))
                .containsExactly(entry("error.message", "Read denied: private"));
        Map<String, Object> exception = Otlp.event(span, "exception");
        assertThat(exception)
                .containsEntry("exception.type", "java.lang.IllegalStateException")
                .containsEntry("exception.message", "Read denied: private");
        assertThat(String.valueOf(exception.get("exception.stacktrace")))
                .startsWith("java.lang.IllegalStateException: Read denied: private\n\tat ")
                .contains("Caused by: java.io.IOException: disk");
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEqualTo("Read denied: private");
    }

    @Test
    @DisplayName(
            "a failure without a message has the default texts of the agent-memory span format; a failed search has no results")
    void failureWithoutMessage() {
        int search = agent.search();
        assertThatThrownBy(() -> agent.call(search, () -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        flush();
        Span span = sink.span("aqe.memory.search");
        assertThat(span.getStatus().getMessage()).isEqualTo("Memory search failed");
        assertThat(Otlp.event(span, "memory.search.failed")).containsExactly(entry("error.message", "Unknown error"));
        assertThat(Otlp.event(span, "exception")).doesNotContainKey("exception.message");
        assertThat(Otlp.attributes(span)).containsEntry("memory.result_count", 0L);
    }

    @Test
    @DisplayName("a task is the parent of what happens in it, and hears of the memory failures beneath")
    void taskWithNestedFailure() throws Exception {
        int task = agent.task("aqe.task.generate");
        int store = agent.store();
        agent.call(
                task,
                () -> {
                    try {
                        agent.call(
                                store,
                                () -> {
                                    throw new IOException("disk full");
                                },
                                "plan",
                                "v",
                                "aqe/test-plans");
                    } catch (IOException handled) {
                        // The task goes on.
                    }
                    return null;
                },
                "qe-test-generator",
                "high");
        flush();
        Span parent = sink.span("aqe.task.generate");
        Span child = sink.span("aqe.memory.store");
        assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
        assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
        assertThat(child.getStartTimeUnixNano()).isGreaterThanOrEqualTo(parent.getStartTimeUnixNano());
        assertThat(child.getEndTimeUnixNano()).isLessThanOrEqualTo(parent.getEndTimeUnixNano());
        assertThat(Otlp.attributes(child)).containsEntry("agent.id", "qe-test-generator");
        assertThat(Otlp.attributes(parent))
                .containsExactly(
                        entry("agent.id", "qe-test-generator"),
                        entry("agent.type", "test-generator"),
                        entry("gen_ai.agent.id", "qe-test-generator"),
                        entry("task.priority", "high"));
        assertThat(parent.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_OK);
        Map<String, Object> error = Otlp.event(parent, "memory.error");
        assertThat(error.keySet())
                .containsExactly("memory.operation", "memory.namespace", "memory.key", "error.message", "error.stack");
        assertThat(error)
                .containsEntry("memory.operation", "store")
                .containsEntry("memory.namespace", "aqe/test-plans")
                .containsEntry("memory.key", "plan")
                .containsEntry("error.message", "disk full");
    }

    @Test
    @DisplayName("a failed task is an error with its exception")
    void failedTask() {
        int task = agent.task("aqe.task.analyze");
        assertThatThrownBy(() -> agent.call(task, () -> {
                    throw new IllegalArgumentException("no plan");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        flush();
        Span span = sink.span("aqe.task.analyze");
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEqualTo("no plan");
        assertThat(Otlp.event(span, "exception")).containsEntry("exception.type", "java.lang.IllegalArgumentException");
    }

    @Test
    @DisplayName("a command is a client span of the database conventions, without its arguments")
    void command() throws Exception {
        int store = agent.store();
        int command = agent.command(new TextCommands(6380));
        agent.call(store, () -> agent.call(command, () -> "OK", "SETEX k 60 the-argument"), "k", "v");
        flush();
        Span span = sink.span("SETEX");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(span.getParentSpanId())
                .isEqualTo(sink.span("aqe.memory.store").getSpanId());
        assertThat(Otlp.attributes(span))
                .containsExactly(
                        entry("db.system.name", "redis"),
                        entry("db.operation.name", "SETEX"),
                        entry("db.namespace", "2"),
                        entry("server.address", "cache.local"),
                        entry("server.port", 6380L),
                        entry("db.query.text", "SETEX k ? ?"),
                        entry("redis.key", "k"),
                        entry("redis.request.bytes", 49L),
                        entry("redis.response.bytes", 8L),
                        entry("redis.ttl", 60.0));
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(span.toString()).doesNotContain("the-argument");
    }

    @Test
    @DisplayName("a command has the agent of the call around it")
    void agentOfCommand() throws Exception {
        int command = agent.command(new TextCommands(6379));
        agent.call(
                agent.store(),
                () -> agent.call(command, () -> "OK", "SET k the-argument"),
                "k",
                "v",
                "n",
                null,
                "qe-test-generator");
        flush();
        assertThat(Otlp.attributes(sink.span("SET")))
                .contains(
                        entry("agent.id", "qe-test-generator"),
                        entry("agent.type", "fleet-commander"),
                        entry("gen_ai.agent.id", "qe-test-generator"));
    }

    @Test
    @DisplayName("a failed command has the server's code as error type; the default port goes without saying")
    void failedCommand() {
        int store = agent.store();
        int command = agent.command(new TextCommands(6379));
        assertThatThrownBy(() -> agent.call(
                        store,
                        () -> agent.call(
                                command,
                                () -> {
                                    throw new IllegalStateException("WRONGTYPE Operation against a key");
                                },
                                "LPUSH"),
                        "k"))
                .isInstanceOf(IllegalStateException.class);
        flush();
        Span span = sink.span("LPUSH");
        assertThat(Otlp.attributes(span))
                .containsEntry("error.type", "WRONGTYPE")
                .containsEntry("db.response.status_code", "WRONGTYPE")
                .doesNotContainKey("server.port");
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEqualTo("WRONGTYPE Operation against a key");
    }

    @Test
    @DisplayName("what a secret command throws is told by its type alone, also by the calls around it")
    void secretCommand() {
        int task = agent.task("aqe.task.login");
        int store = agent.store();
        int command = agent.command(new TextCommands(6379));
        assertThatThrownBy(() -> agent.call(
                        task,
                        () -> agent.call(
                                store,
                                () -> {
                                    try {
                                        return agent.call(
                                                command,
                                                () -> {
                                                    throw new IllegalStateException("ERR hunter2 is wrong");
                                                },
                                                "AUTH");
                                    } catch (IllegalStateException wrong) {
                                        throw new IOException("wrapped: " + wrong.getMessage(), wrong);
                                    }
                                },
                                "k")))
                .isInstanceOf(IOException.class);
        flush();
        assertThat(sink.spans()).hasSize(3);
        assertThat(sink.traces.toString()).doesNotContain("hunter2");
        assertThat(Otlp.event(sink.span("AUTH"), "exception"))
                .containsExactly(entry("exception.type", "java.lang.IllegalStateException"));
        assertThat(sink.span("aqe.memory.store").getStatus().getMessage()).isEqualTo("Memory store failed");
    }

    @Test
    @DisplayName("a call still open at shutdown is a span that was ended during cleanup")
    void orphan() throws Exception {
        int store = agent.store();
        agent.call(store, () -> agent.close(Agent.LONG), "k", "v", "n");
        Span span = sink.span("aqe.memory.store");
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEqualTo("Span ended during cleanup");
        assertThat(Otlp.eventNames(span)).containsExactly("memory.store.started");
        assertThat(agent.ledger().recorded())
                .isEqualTo(agent.ledger().exported() + agent.ledger().dropped());
    }

    enum Level {
        HIGH {
            @Override
            public String toString() {
                throw new IllegalStateException("an enum's text is its name");
            }
        }
    }

    /** What an application may hand over. */
    static final class Order {
        @Override
        public String toString() {
            return "the secret value";
        }
    }

    @Test
    @DisplayName(
            "identifiers are texts, numbers, constants, UUIDs and bytes; another object shows its type, never its text")
    void identifiers() throws Exception {
        int delete = agent.delete();
        UUID uuid = UUID.randomUUID();
        agent.call(delete, () -> null, 42L, "n");
        agent.call(delete, () -> null, Level.HIGH, "n");
        agent.call(delete, () -> null, uuid, "n");
        agent.call(delete, () -> null, CharBuffer.wrap("built"), "n");
        agent.call(delete, () -> null, "schlüssel".getBytes(StandardCharsets.UTF_8), "n");
        agent.call(delete, () -> null, new byte[] {(byte) 0xFF, 0x01}, "n");
        agent.call(delete, () -> null, new Order(), "n");
        flush();
        assertThat(sink.spans())
                .extracting(each -> Otlp.attributes(each).get("memory.key"))
                .containsExactly("42", "HIGH", uuid.toString(), "built", "schlüssel", "ff01", "Order");
        assertThat(sink.traces.toString()).doesNotContain("the secret value");
    }

    @Test
    @DisplayName("a long key is cut at 1,024 characters, and control characters stay")
    void longKey() throws Exception {
        String key = "a\u0000\n" + "😀".repeat(600);
        agent.call(agent.delete(), () -> null, key, "n");
        flush();
        assertThat(Otlp.attributes(sink.span("aqe.memory.delete"))).containsEntry("memory.key", key.substring(0, 1023));
    }

    @Test
    @DisplayName("a rule's own attributes keep their types; an object that is none of them is left out")
    void extraAttributes() throws Exception {
        int store = agent.memory(
                Operation.STORE,
                Map.of(Field.KEY, "arg0"),
                new java.util.TreeMap<>(
                        Map.of("a", "arg1", "b", "arg2", "c", "arg3", "d", "arg4", "memory.key", "arg1")));
        agent.call(store, () -> null, "k", 7, 0.5, List.of("x", Level.HIGH), new Order());
        agent.call(store, () -> null, "k", true, uuidList(), new int[] {1, 2}, "text");
        flush();
        assertThat(Otlp.attributes(sink.spans().get(0)))
                .containsEntry("a", 7L)
                .containsEntry("b", 0.5)
                .containsEntry("c", List.of("x", "HIGH"))
                .containsEntry("memory.key", "k")
                .doesNotContainKey("d");
        assertThat(Otlp.attributes(sink.spans().get(1)))
                .containsEntry("a", true)
                .containsEntry("b", List.of("00000000-0000-0001-0000-000000000002"))
                .containsEntry("c", List.of("1", "2"))
                .containsEntry("d", "text");
    }

    private static List<UUID> uuidList() {
        return List.of(new UUID(1, 2));
    }

    @Test
    @DisplayName("a TTL is in seconds: a number, a Duration, digits; zero counts")
    void ttl() throws Exception {
        int store = agent.store();
        agent.call(store, () -> null, "k", "v", "n", 0);
        agent.call(store, () -> null, "k", "v", "n", Duration.ofHours(1));
        agent.call(store, () -> null, "k", "v", "n", "90");
        agent.call(store, () -> null, "k", "v", "n", new Order());
        flush();
        assertThat(sink.spans())
                .extracting(each -> Otlp.attributes(each).get("memory.ttl"))
                .containsExactly(0L, 3600L, 90L, null);
    }

    @Test
    @DisplayName("they come from the resource and scope that the settings name")
    void origin() throws Exception {
        agent.close();
        agent = new Agent(
                Agent.to(sink, "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=staging,service.name=x"));
        agent.call(agent.delete(), () -> null, "k", "n");
        flush();
        Map<String, Object> resource =
                Otlp.map(sink.traces.get(0).getResourceSpans(0).getResource().getAttributesList());
        assertThat(resource)
                .containsEntry("service.name", "fleet")
                .containsEntry("deployment.environment.name", "staging")
                .containsEntry("telemetry.sdk.name", "opentelemetry")
                .containsEntry("telemetry.sdk.language", "java")
                .containsEntry("telemetry.distro.name", "engram")
                .containsEntry("process.pid", ProcessHandle.current().pid());
        var scope = sink.traces.get(0).getResourceSpans(0).getScopeSpans(0).getScope();
        assertThat(scope.getName()).isEqualTo("engram");
        assertThat(scope.getVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(resource).containsEntry("telemetry.distro.version", scope.getVersion());
    }

    @Test
    @DisplayName("they name the instance of the service: each process its own, or the one that the settings name")
    void instance() throws Exception {
        agent.call(agent.delete(), () -> null, "k", "n");
        flush();
        agent.close();
        agent = new Agent(Agent.to(sink));
        agent.call(agent.delete(), () -> null, "k", "n");
        flush();
        agent.close();
        agent = new Agent(Agent.to(sink, "OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=mine"));
        agent.call(agent.delete(), () -> null, "k", "n");
        flush();
        List<Object> instances = sink.traces.stream()
                .map(request -> request.getResourceSpans(0).getResource().getAttributesList())
                .map(attributes -> Otlp.map(attributes).get("service.instance.id"))
                .toList();
        assertThat(instances).hasSize(3).doesNotHaveDuplicates().endsWith("mine");
    }

    @Test
    @DisplayName("an unsampled call makes no span and still counts in the metrics")
    void unsampled() throws Exception {
        agent.close();
        agent = new Agent(Agent.to(sink), Sampler.alwaysOff());
        int store = agent.store();
        for (int i = 0; i < 5; i++) {
            agent.call(store, () -> null, "k", "v", "n");
        }
        agent.close();
        assertThat(sink.spans()).isEmpty();
        assertThat(sink.metric("memory.operation.duration")
                        .getHistogram()
                        .getDataPoints(0)
                        .getCount())
                .isEqualTo(5);
        assertThat(agent.ledger().recorded()).isZero();
    }

    /** Text that cannot be read: an application's bug on Engram's thread. */
    public static final class BrokenText implements CharSequence {
        @Override
        public int length() {
            throw new IllegalStateException("broken");
        }

        @Override
        public char charAt(int index) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    @DisplayName("a call whose span cannot be made is lost alone, and counted")
    void lostAlone() throws Exception {
        int delete = agent.delete();
        agent.call(delete, () -> null, "before", "n");
        agent.call(delete, () -> null, new BrokenText(), "n");
        agent.call(delete, () -> null, "after", "n");
        flush();
        assertThat(sink.spans())
                .extracting(each -> Otlp.attributes(each).get("memory.key"))
                .containsExactly("before", "after");
        assertThat(agent.ledger().recorded()).isEqualTo(3);
        assertThat(agent.ledger().exported()).isEqualTo(2);
        assertThat(agent.ledger().dropped(Ledger.Reason.INTERNAL_ERROR)).isEqualTo(1);
    }

    /** An exception that is itself broken. */
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    @DisplayName("an exception whose message throws is told by its type")
    void brokenException() {
        int delete = agent.delete();
        assertThatThrownBy(() -> agent.call(delete, () -> {
                    throw new BrokenException();
                }))
                .isInstanceOf(BrokenException.class);
        flush();
        Span span = sink.span("aqe.memory.delete");
        assertThat(Otlp.event(span, "exception"))
                .containsEntry("exception.type", BrokenException.class.getCanonicalName())
                .doesNotContainKey("exception.message");
        assertThat(span.getStatus().getMessage()).isEqualTo("Memory delete failed");
    }

    @Test
    @DisplayName("ids are valid hexadecimal and unlike each other")
    void ids() throws Exception {
        int delete = agent.delete();
        for (int i = 0; i < 100; i++) {
            agent.call(delete, () -> null, "k", "n");
        }
        flush();
        assertThat(sink.spans())
                .extracting(each -> Otlp.hex(each.getSpanId()))
                .doesNotHaveDuplicates()
                .hasSize(100);
        assertThat(sink.spans())
                .extracting(each -> Otlp.hex(each.getTraceId()))
                .doesNotHaveDuplicates()
                .allMatch(each -> each.matches("[0-9a-f]{32}"));
    }
}
