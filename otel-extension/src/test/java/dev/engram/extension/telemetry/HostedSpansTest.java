package dev.engram.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.command.RedisMemory;
import dev.engram.agent.config.Settings;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.EventConsumer;
import dev.engram.agent.telemetry.MetricsRecorder;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.span.EpochClock;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The spans of another agent's SDK")
class HostedSpansTest {

    private static final String TOLD_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TOLD_SPAN = "b7ad6b7169203331";

    /** Keeps the spans that are over. */
    private static final class Kept implements SpanProcessor {
        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private final Kept kept = new Kept();
    private final Sites sites = new Sites();
    private final EventRing ring = new EventRing(64, sites::get);

    private final int store = sites.number(
            List.of("store"),
            () -> new MemorySite(
                    "t",
                    Rule.memory(new Source("r.yaml", 1), "a.M", "put", Operation.STORE)
                            .fields(Agent.paths(Map.of(Field.KEY, "arg0", Field.VALUE, "arg1")))
                            .build(),
                    "a.M.put"));

    private final int task = sites.number(
            List.of("task"),
            () -> new TaskSite(
                    Rule.task(new Source("r.yaml", 2), "a.T", "handle", "t.handle")
                            .fields(Agent.paths(Map.of(Field.TRACEPARENT, "arg0", Field.AGENT_ID, "arg1")))
                            .build(),
                    "a.T.handle"));

    private CallRecorder recorder(Sampler sampler) {
        CallRecorder recorder = new CallRecorder(sites, ring, dev.engram.agent.trace.Sampler.alwaysOn(), true, false);
        Settings settings = Settings.read(null, Map.of(), Map.of());
        SpanContentSettings content = SpanContentSettings.of(settings, false);
        CommandFacts facts = new CommandFacts();
        Ledger ledger = new Ledger(ring, recorder::tooDeep, recorder::failed);
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(kept)
                .build();
        HostedSpans spans = new HostedSpans(
                () -> provider.get("engram"), new SpanAssembler(new EpochClock(), content, facts), ledger);
        MetricsRecorder none = new MetricsRecorder(
                () -> {
                    throw new IllegalStateException("Metrics are off.");
                },
                site -> {
                    throw new IllegalStateException("Metrics are off.");
                },
                false);
        ring.start(new EventConsumer(
                true, content, spans, facts, new RedisMemory(List.of(), "t"), none, ledger, null, () -> {}));
        recorder.hostBy(spans);
        return recorder;
    }

    private static Object enter(CallRecorder recorder, int site, @Nullable Object a0, @Nullable Object a1) {
        return Objects.requireNonNull(recorder.enter(site, null, a0, a1, null, null, null, null));
    }

    private List<SpanData> ended() {
        assertThat(ring.drain(60, TimeUnit.SECONDS)).isTrue();
        return kept.spans;
    }

    @AfterEach
    void stop() throws InterruptedException {
        ring.stop(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("lie beneath the SDK's current span, and hold what those of Engram's own agent do")
    void parents() {
        CallRecorder recorder = recorder(Sampler.parentBased(Sampler.alwaysOn()));
        SpanContext outer = SpanContext.createFromRemoteParent(
                TOLD_TRACE, TOLD_SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        try (Scope scope = Context.root().with(Span.wrap(outer)).makeCurrent()) {
            Object call = enter(recorder, store, "key", "value");
            recorder.exit(call, null, null);
        }
        assertThat(ended()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("t.memory.store");
            assertThat(span.getParentSpanContext()).isEqualTo(outer);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("memory.key")))
                    .isEqualTo("key");
            assertThat(span.getAttributes().get(AttributeKey.longKey("memory.value_size")))
                    .isEqualTo(5);
            assertThat(span.getEvents())
                    .extracting(each -> each.getName())
                    .containsExactly("memory.store.started", "memory.store.completed");
            assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
        });
    }

    @Test
    @DisplayName("of tasks lie beneath the span that a message tells")
    void messages() {
        CallRecorder recorder = recorder(Sampler.parentBased(Sampler.alwaysOn()));
        Object handling = enter(recorder, task, "00-" + TOLD_TRACE + "-" + TOLD_SPAN + "-01", "worker");
        recorder.exit(handling, null, null);
        assertThat(ended()).singleElement().satisfies(span -> {
            assertThat(span.getTraceId()).isEqualTo(TOLD_TRACE);
            assertThat(span.getParentSpanId()).isEqualTo(TOLD_SPAN);
            assertThat(span.getParentSpanContext().isRemote()).isTrue();
            assertThat(span.getAttributes().get(AttributeKey.stringKey("agent.id")))
                    .isEqualTo("worker");
        });
    }

    @Test
    @DisplayName("are not made where the SDK's sampler does not want them")
    void unsampled() {
        CallRecorder recorder = recorder(Sampler.alwaysOff());
        Object handling = enter(recorder, task, null, "worker");
        Object storing = enter(recorder, store, "key", "value");
        recorder.exit(storing, null, null);
        recorder.exit(handling, null, null);
        assertThat(ended()).isEmpty();
    }
}
