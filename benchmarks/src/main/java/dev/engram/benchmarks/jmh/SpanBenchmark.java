package dev.engram.benchmarks.jmh;

import dev.engram.agent.config.Settings;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.benchmarks.sink.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the consumer's one thread does with a call: measure the value, make a span and, with metrics, count. As fast as it
 * can: the exporter, on its own thread, sends to a sink in this process, and batches that it cannot take are dropped.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SpanBenchmark {

    private final Sink sink = sink();
    private final Telemetry spans = telemetry("none");
    private final Telemetry spansAndMetrics = telemetry("otlp");
    private final RecordedCall call = MemoryCall.call();

    private static Sink sink() {
        try {
            return new Sink();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private Telemetry telemetry(String metrics) {
        Settings settings = Settings.read(
                null,
                Map.of(),
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + sink.port(),
                        "OTEL_METRICS_EXPORTER",
                        metrics,
                        "ENGRAM_LOG_LEVEL",
                        "error"));
        EventRing unused = new EventRing(EventRing.MIN_SIZE, number -> MemoryCall.SITE);
        return Telemetry.start(settings, new RuleSet("aqe", List.of()), unused, () -> 0, () -> 0);
    }

    /** Waits until exporters and meters are built. */
    @Setup
    public void first() throws InterruptedException {
        spans.consumer().onCall(call);
        spansAndMetrics.consumer().onCall(call);
        Thread.sleep(1000);
    }

    @Benchmark
    public void span() {
        spans.consumer().onCall(call);
    }

    @Benchmark
    public void spanAndMetrics() {
        spansAndMetrics.consumer().onCall(call);
    }

    @TearDown
    public void close() throws IOException {
        spans.close(Duration.ofSeconds(2));
        spansAndMetrics.close(Duration.ofSeconds(2));
        sink.close();
        if (sink.spans() == 0) {
            throw new IllegalStateException("no span has arrived");
        }
    }
}
