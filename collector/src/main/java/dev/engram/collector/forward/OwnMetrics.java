package dev.engram.collector.forward;

import static dev.engram.collector.otlp.MetricEncoder.attribute;

import dev.engram.collector.otlp.MetricEncoder;
import dev.engram.collector.otlp.Signal;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The accounts of forwarding as OTLP metrics. Immutable but for the clock. */
final class OwnMetrics {

    private static final String PREFIX = "engram.collector.forward.";

    /** Several collectors send the same metrics to one endpoint. */
    private final String instance = UUID.randomUUID().toString();

    private final long startNanos = now();

    /**
     * A request in protobuf.
     *
     * @param bytes of the queue
     */
    byte[] request(Map<Signal, ForwardCounts> counts, long bytes) {
        List<NumberDataPoint> received = new ArrayList<>();
        List<NumberDataPoint> forwarded = new ArrayList<>();
        List<NumberDataPoint> queued = new ArrayList<>();
        List<NumberDataPoint> dropped = new ArrayList<>();
        counts.forEach((signal, count) -> {
            received.add(point(count.received() + count.recovered(), Map.of("signal", signal.text())));
            forwarded.add(point(count.forwarded(), Map.of("signal", signal.text())));
            queued.add(point(count.queued(), Map.of("signal", signal.text())));
            count.dropped()
                    .forEach((reason, items) ->
                            dropped.add(point(items, Map.of("signal", signal.text(), "reason", reason.text()))));
        });
        return MetricEncoder.request(
                List.of(attribute("service.name", "engram-collector"), attribute("service.instance.id", instance)),
                "dev.engram.collector",
                List.of(
                        counter("received", "Spans and metric points that were to be forwarded.", received),
                        counter("forwarded", "Spans and metric points that the endpoint has taken.", forwarded),
                        counter("dropped", "Spans and metric points that are lost on the way.", dropped),
                        gauge("queued", "{item}", "Spans and metric points that wait.", queued),
                        gauge(
                                "queue.size",
                                "By",
                                "Bytes of the queue that are taken.",
                                List.of(point(bytes, Map.of())))));
    }

    private static Metric counter(String name, String description, List<NumberDataPoint> points) {
        return Metric.newBuilder()
                .setName(PREFIX + name)
                .setUnit("{item}")
                .setDescription(description)
                .setSum(MetricEncoder.counter().addAllDataPoints(points))
                .build();
    }

    private static Metric gauge(String name, String unit, String description, List<NumberDataPoint> points) {
        return Metric.newBuilder()
                .setName(PREFIX + name)
                .setUnit(unit)
                .setDescription(description)
                .setGauge(Gauge.newBuilder().addAllDataPoints(points))
                .build();
    }

    private NumberDataPoint point(long value, Map<String, String> labels) {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder()
                .setStartTimeUnixNano(startNanos)
                .setTimeUnixNano(now())
                .setAsInt(value);
        labels.forEach((name, text) -> point.addAttributes(attribute(name, text)));
        return point.build();
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
