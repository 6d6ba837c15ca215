package dev.engram.collector.server.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.common.model.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The collector's own accounts, as {@code GET /api/status} has them, as metric points. */
final class OwnMetrics {

    private static final String PREFIX = "engram.collector.";

    private final List<MetricPoint> points = new ArrayList<>();

    private OwnMetrics() {}

    /**
     * The points.
     *
     * @param status what {@code Collector.status()} returns
     * @param leftOut metric points that were received and are in no scrape
     * @param wrong series that this scrape leaves out, by reason
     */
    static List<MetricPoint> of(JsonNode status, long leftOut, Map<Exposition.LeftOut, Long> wrong) {
        OwnMetrics own = new OwnMetrics();
        JsonNode items = status.path("items");
        for (String each : List.of("accepted", "stored", "duplicates", "failed", "dropped", "rejected")) {
            own.counter("items." + each, items.path(each), Map.of());
        }
        own.gauge("items.queued", items.path("queued").asLong(), Map.of());
        own.counter("requests.refused", status.path("refusedRequests"), Map.of());
        own.gauge("spans", status.path("spans").asLong(), Map.of());
        own.gauge("metric_points", status.path("metricPoints").asLong(), Map.of());
        for (String signal : List.of("traces", "metrics")) {
            own.forwarded(signal, status.path("forward").path(signal));
        }
        status.path("fieldsNotKept")
                .properties()
                .forEach(field -> own.counter("fields.not_kept", field.getValue(), Map.of("field", field.getKey())));
        own.counter("scrape.points.left_out", leftOut, Map.of());
        wrong.forEach((reason, count) -> own.gauge("scrape.series.left_out", count, Map.of("reason", reason.label())));
        return own.points;
    }

    private void forwarded(String signal, JsonNode accounts) {
        if (accounts.isMissingNode()) {
            return;
        }
        Map<String, Object> labels = Map.of("signal", signal);
        counter("forward.items.received", accounts.path("received"), labels);
        counter("forward.items.forwarded", accounts.path("forwarded"), labels);
        gauge("forward.items.queued", accounts.path("queued").asLong(), labels);
        accounts.path("droppedBy")
                .properties()
                .forEach(reason -> counter(
                        "forward.items.dropped",
                        reason.getValue(),
                        Map.of("signal", signal, "reason", reason.getKey())));
    }

    private void counter(String name, JsonNode value, Map<String, Object> labels) {
        counter(name, value.asLong(), labels);
    }

    private void counter(String name, long value, Map<String, Object> labels) {
        points.add(MetricPoint.counter(PREFIX + name, "", 0, 0, labels, value));
    }

    private void gauge(String name, long value, Map<String, Object> labels) {
        points.add(MetricPoint.gauge(PREFIX + name, "", 0, labels, value));
    }
}
