package dev.engram.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.agent.client.command.CommandFacts;
import dev.engram.agent.client.command.RedisMemory;
import dev.engram.agent.config.Settings;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.telemetry.export.Ledger;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** As if there were no memory, at one place of the consumer. */
@DisplayName("A call with which the consumer fails itself")
class LostCallTest {

    private static final MemorySite SITE = new MemorySite(
            "t",
            Rule.memory(new Source("r.yaml", 1), "a.M", "put", Operation.STORE).build(),
            "a.M.put");

    private final Ledger ledger = new Ledger(new EventRing(64, number -> SITE), () -> 0, () -> 0);

    /** What takes spans, and fails once it has one. */
    private record Output(boolean failsToSettle) implements SpanOutput {
        @Override
        public void addEnded(RecordedCall call, ValueSummary value) {}

        @Override
        public void addOpen(RecordedCall call, long nanos) {}

        @Override
        public void skip(RecordedCall call, MemorySite site) {}

        @Override
        public void settled() {
            if (failsToSettle) {
                throw new OutOfMemoryError("on purpose");
            }
        }

        @Override
        public void pause() {}

        @Override
        public void close() {}
    }

    private EventConsumer consumer(boolean failsToSettle, Runnable firstUse) {
        MetricsRecorder none = new MetricsRecorder(
                () -> {
                    throw new IllegalStateException("Metrics are off.");
                },
                site -> {
                    throw new IllegalStateException("Metrics are off.");
                },
                false);
        SpanContentSettings content = SpanContentSettings.of(Settings.read(null, Map.of(), Map.of()), false);
        return new EventConsumer(
                true,
                content,
                new Output(failsToSettle),
                new CommandFacts(),
                new RedisMemory(List.of(), "t"),
                none,
                ledger,
                null,
                firstUse);
    }

    private static RecordedCall call() {
        RecordedCall call = new RecordedCall();
        call.site = SITE;
        call.spanId = 1;
        call.sampled = true;
        return call;
    }

    @Test
    @DisplayName("is counted as lost, also before it was counted as recorded")
    void before() {
        EventConsumer consumer = consumer(false, () -> {
            throw new OutOfMemoryError("on purpose");
        });
        assertThatThrownBy(() -> consumer.onCall(call())).isInstanceOf(OutOfMemoryError.class);
        assertThat(ledger.recorded()).isEqualTo(1);
        assertThat(ledger.dropped(Ledger.Reason.INTERNAL_ERROR)).isEqualTo(1);
    }

    @Test
    @DisplayName("is not counted twice, if its span was made already")
    void after() {
        EventConsumer consumer = consumer(true, () -> {});
        assertThatThrownBy(() -> consumer.onCall(call())).isInstanceOf(OutOfMemoryError.class);
        assertThat(ledger.recorded()).isEqualTo(1);
        assertThat(ledger.dropped(Ledger.Reason.INTERNAL_ERROR)).isZero();
    }
}
