package dev.engram.agent.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.agent.config.Settings;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.SpanMaker;
import dev.engram.agent.telemetry.TextCommands;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.export.Origin;
import dev.engram.agent.telemetry.http.Retries;
import dev.engram.agent.telemetry.http.Sender;
import dev.engram.agent.telemetry.http.Target;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.telemetry.span.EpochClock;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import dev.engram.agent.telemetry.span.SpansTest;
import dev.engram.agent.telemetry.value.ValueSize;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.TraceStack;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The encoder writes what the SDK's exporter would write of the same spans")
class EncodingTest {

    private static final Map<String, String> NO_EXPORTER = Map.of(
            "OTEL_TRACES_EXPORTER", "none",
            "OTEL_METRICS_EXPORTER", "none",
            "OTEL_SERVICE_NAME", "flötte",
            "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=staging,empty=");

    private static final String TEXTS =
            "é € 😀 \u0000 \u007F \u0080 \u07FF \u0800 \uFFFF \uD800 \uDC00\uD800 " + "\uDBFF\uDFFF \uDBFF";

    private static final Settings SETTINGS = Settings.read(null, Map.of(), NO_EXPORTER);

    private final Origin origin = new Origin(SETTINGS);
    private final SpanAssembler assembler =
            new SpanAssembler(new EpochClock(), SpanContentSettings.of(SETTINGS, false));
    private final SpanMaker maker = new SpanMaker(assembler);
    private final SdkSpanSink sdkSpans = new SdkSpanSink(origin);
    private final Batch batch = new Batch(new ProtoWriter(1), 0);
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final Agent agent = new Agent(NO_EXPORTER, Sampler.alwaysOn(), ignored -> new CallConsumer() {
        @Override
        public void onCall(RecordedCall call) {
            synchronized (batch) {
                addEnded(call);
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            failures.add(thrown);
        }
    });

    /** Adds the span of a call to both. */
    private void addEnded(RecordedCall call) {
        ValueSummary value = ValueSummary.of(new ValueSize().of(call.value));
        maker.addEnded(call, value, batch);
        assembler.assemble(call, call.endNanos, value, false, sdkSpans);
    }

    private void addOpen(RecordedCall call) {
        long now = System.nanoTime();
        maker.addOpen(call, now, batch);
        assembler.assemble(call, now, ValueSummary.NONE, true, sdkSpans);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    /** Sends both forms of the batch to one endpoint; ours first. */
    private List<ExportTraceServiceRequest> sent() throws IOException {
        assertThat(agent.ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        try (OtlpSink sink = new OtlpSink();
                OtlpHttpSpanExporter sdk = OtlpHttpSpanExporter.builder()
                        .setEndpoint(sink.endpoint() + "/v1/traces")
                        .build()) {
            Settings settings = Settings.read(null, Map.of(), Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint()));
            Retries retries = new Retries();
            OtlpExporter<Batch> ours = OtlpExporter.ofSpans(
                    origin, Sender.to(new Target(settings.exports().traces(), "", retries.policy()), retries));
            synchronized (batch) {
                assertThat(ours.export(batch)).isNull();
                CompletableResultCode result = sdk.export(sdkSpans.ended()).join(30, TimeUnit.SECONDS);
                assertThat(result.isSuccess()).isTrue();
            }
            ours.close();
            assertThat(sink.traces).hasSize(2);
            return sink.traces;
        }
    }

    private void assertSame(int spans) throws IOException {
        List<ExportTraceServiceRequest> sent = sent();
        ResourceSpans ours = sent.get(0).getResourceSpans(0);
        List<Span> written = ours.getScopeSpans(0).getSpansList();
        List<Span> expected = sent.get(1).getResourceSpans(0).getScopeSpans(0).getSpansList();
        assertThat(written).hasSize(spans);
        for (int i = 0; i < spans; i++) {
            assertThat(sorted(written.get(i))).isEqualTo(sorted(expected.get(i)));
        }
        assertThat(withoutSpans(sent.get(0))).isEqualTo(withoutSpans(sent.get(1)));
        assertThat(sent.get(0).getSerializedSize())
                .as("every number is as short as it can be")
                .isEqualTo(bytes().length);
    }

    /** The SDK keeps attributes in an order of its own. */
    private static Span sorted(Span span) {
        Span.Builder sorted = span.toBuilder();
        sorted.clearAttributes().addAllAttributes(sorted(span.getAttributesList()));
        for (Span.Event.Builder each : sorted.getEventsBuilderList()) {
            List<KeyValue> attributes = sorted(each.getAttributesList());
            each.clearAttributes().addAllAttributes(attributes);
        }
        return sorted.build();
    }

    private static List<KeyValue> sorted(List<KeyValue> attributes) {
        return attributes.stream()
                .sorted(Comparator.comparing(KeyValue::getKey))
                .toList();
    }

    private static ExportTraceServiceRequest withoutSpans(ExportTraceServiceRequest request) {
        ExportTraceServiceRequest.Builder builder = request.toBuilder();
        builder.getResourceSpansBuilder(0).getScopeSpansBuilder(0).clearSpans();
        return builder.build();
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageWriter writer = RequestHead.of(origin).before(batch.encoded());
        writer.writeMessage(out);
        assertThat(writer.getContentLength()).isEqualTo(out.size());
        return out.toByteArray();
    }

    private void fail(int site, Throwable failure, @Nullable Object... arguments) {
        Callable<?> body = () -> {
            throw failure instanceof Exception checked ? checked : new IllegalStateException(failure);
        };
        assertThatThrownBy(() -> agent.call(site, body, arguments)).isNotNull();
    }

    @Test
    @DisplayName("of every operation, with and without each field")
    void operations() throws Exception {
        int store = agent.store();
        int retrieve = agent.retrieve();
        int search = agent.search();
        int delete = agent.delete();
        for (int i = 0; i < 3; i++) {
            agent.call(store, () -> null, "k" + i, "value", "aqe/plans", 3600, "gen");
            agent.call(store, () -> null, null, null, null, null, null);
            agent.call(store, () -> null, "", "", "", 0, "");
            agent.call(store, () -> null, "k", "v", "n", Long.MAX_VALUE, "a");
            agent.call(store, () -> null, "k", "v", "n", -1, "a");
            agent.call(retrieve, () -> "found", "k" + i, "aqe/plans", "gen");
            agent.call(retrieve, () -> null, "k" + i, "aqe/plans", "gen");
            agent.call(search, () -> List.of(1, 2, 3), "plan-*", "n", 10);
            agent.call(search, () -> null, null, null, null);
            agent.call(delete, () -> true, "k", "n");
        }
        assertSame(30);
    }

    @Test
    @DisplayName("of texts of all kinds and lengths, around each size at which a length needs another byte")
    void texts() throws Exception {
        int store = agent.store();
        int count = 0;
        for (String each : List.of(TEXTS, "\uD800", "\uDC00", "a\uD800", "é".repeat(63), "é".repeat(64))) {
            for (int twice = 0; twice < 3; twice++) {
                agent.call(store, () -> null, each, each, each, null, each);
                count++;
            }
        }
        for (int length : new int[] {1, 100, 101, 102, 103, 104, 105, 106, 110, 120, 126, 127, 128, 129, 1024}) {
            agent.call(store, () -> null, "k".repeat(length), null, "n".repeat(length), null, "ü".repeat(length / 2));
            count++;
        }
        assertSame(count);
    }

    @Test
    @DisplayName("of extra attributes of every type, also when a rule names one that is there already")
    void extras() throws Exception {
        Map<String, String> names = new TreeMap<>(Map.of(
                "a", "arg1", "é", "arg2", "memory.key", "arg1", "x".repeat(200), "arg3", "memory.namespace", "arg2"));
        int store = agent.memory(Operation.STORE, Map.of(Field.KEY, "arg0", Field.NAMESPACE, "arg4"), names);
        List<@Nullable Object> values = new ArrayList<>(List.of(
                0,
                1,
                -1,
                127,
                128,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                (short) 7,
                (byte) -7,
                new AtomicInteger(5),
                0.0,
                -0.0,
                0.5,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Float.MIN_VALUE,
                new BigDecimal("1.25"),
                true,
                false,
                "",
                TEXTS,
                Optional.of("there"),
                Optional.empty(),
                List.of(),
                List.of("", "a", TEXTS),
                new String[] {"x", "é"},
                new int[] {1, 2},
                Collections.nCopies(128, "€".repeat(1024)),
                Collections.nCopies(40, "abc")));
        values.add(null);
        for (Object each : values) {
            agent.call(store, () -> null, "k", each, each, each, "n");
        }
        assertSame(values.size());
    }

    @Test
    @DisplayName("of failures, with all that an exception can hold")
    void failed() throws Exception {
        int[] sites = {agent.store(), agent.retrieve(), agent.search(), agent.delete()};
        List<Throwable> thrown = List.of(
                new IllegalStateException(),
                new IllegalStateException(""),
                new IllegalStateException(TEXTS),
                new IOException("x".repeat(20_000), new IllegalArgumentException("cause")),
                new StackOverflowError("deep"));
        for (int site : sites) {
            for (Throwable each : thrown) {
                fail(site, each, "k", "n");
            }
        }
        assertSame(sites.length * thrown.size());
    }

    @Test
    @DisplayName("of tasks, with the failures beneath them")
    void tasks() throws Exception {
        int task = agent.task("aqe.task.générer");
        int store = agent.store();
        int search = agent.search();
        agent.call(task, () -> null, "gen", "high");
        agent.call(task, () -> null, null, null);
        agent.call(
                task,
                () -> {
                    fail(store, new IOException("disk"), "k", "v", "n");
                    fail(search, new IOException(), "k", "n");
                    agent.call(store, () -> null, "k", "v");
                    return null;
                },
                "gen",
                List.of("p", "q"));
        fail(task, new IOException("late"), "gen");
        assertSame(7);
    }

    @Test
    @DisplayName("of commands, well or not")
    void commands() throws Exception {
        int task = agent.task("t");
        int command = agent.command(new TextCommands(6380));
        agent.call(task, () -> {
            agent.call(command, () -> "OK", "GET");
            agent.call(command, () -> "OK", "PING");
            fail(command, new IllegalStateException("WRONGTYPE"), "LPUSH");
            fail(command, new IllegalStateException("no such user"), "AUTH");
            fail(command, new IllegalStateException(), "SET");
            return null;
        });
        assertSame(6);
    }

    @Test
    @DisplayName("of calls that are still open")
    void open() throws Exception {
        int store = agent.store();
        int task = agent.task("t");
        agent.call(
                task,
                () -> agent.call(
                        store,
                        () -> {
                            synchronized (batch) {
                                TraceStack.forEachOpen(EncodingTest.this::addOpen);
                            }
                            return null;
                        },
                        "k",
                        "v"),
                "gen");
        assertSame(4);
    }

    @Test
    @DisplayName("and what cannot be made leaves no bytes behind")
    void givenUp() throws Exception {
        int delete = agent.delete();
        agent.call(delete, () -> null, "before", "n");
        agent.call(delete, () -> null, new SpansTest.BrokenText(), "n");
        agent.call(delete, () -> null, "after", "n");
        assertThat(agent.ring.drain(30, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).hasSize(1);
        failures.clear();
        assertSame(2);
    }
}
