package dev.engram.agent.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.engram.agent.config.Settings;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.SpanMaker;
import dev.engram.agent.telemetry.export.Batch;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.telemetry.span.EpochClock;
import dev.engram.agent.telemetry.span.SpanAssembler;
import dev.engram.agent.telemetry.span.SpanContentSettings;
import dev.engram.agent.telemetry.value.ValueSummary;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Sampler;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Encoding allocates nothing in steady state")
class EncodingAllocationTest {

    private static final Map<String, String> NO_EXPORTER =
            Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "none");

    private static final Settings SETTINGS = Settings.read(null, Map.of(), NO_EXPORTER);

    /** Bytes that a thousand encodings of each call allocate. */
    private static final class Weigher implements CallConsumer {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final SpanMaker maker =
                new SpanMaker(new SpanAssembler(new EpochClock(), SpanContentSettings.of(SETTINGS, false)));
        private final ValueSummary value = ValueSummary.of(60);
        private final Batch batch = new Batch(new ProtoWriter(16), 0);
        private final List<Long> allocated = new CopyOnWriteArrayList<>();

        @Override
        public void onCall(RecordedCall call) {
            long least = Long.MAX_VALUE;
            // The first round fills buffers and caches; a compiler that changes its mind may allocate in another.
            for (int round = 0; round < 6; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                encode(call, 1000);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            allocated.add(least);
        }

        private void encode(RecordedCall call, int times) {
            for (int i = 0; i < times; i++) {
                batch.encoded().truncate(0);
                maker.addEnded(call, value, batch);
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    @Test
    @DisplayName("for every operation, and for a task, whatever their texts")
    void nothing() throws Exception {
        Weigher weigher = new Weigher();
        try (Agent agent = new Agent(NO_EXPORTER, Sampler.alwaysOn(), ignored -> weigher)) {
            agent.call(agent.store(), () -> null, "key", "value", "namespace", 3600, "agent");
            agent.call(agent.store(), () -> null, "schlüssel €😀".repeat(50), "value", "näme", 3600, "agent");
            agent.call(agent.retrieve(), () -> "value", "key", "namespace", "agent");
            agent.call(agent.retrieve(), () -> null, "key", "namespace", "agent");
            agent.call(agent.search(), () -> List.of("a", "b"), "pattern", "namespace", 10);
            agent.call(agent.delete(), () -> true, "key", "namespace");
            agent.call(agent.task("aqe.task.generate"), () -> null, "agent", "high");
            assertThat(agent.ring.drain(30, TimeUnit.SECONDS)).isTrue();
            assertThat(weigher.allocated).hasSize(7).containsOnly(0L);
        }
    }
}
