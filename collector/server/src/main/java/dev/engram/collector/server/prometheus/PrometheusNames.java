package dev.engram.collector.server.prometheus;

import dev.engram.collector.common.json.Json;
import dev.engram.collector.common.model.MetricPoint;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's names in Prometheus' form: {@code memory.value_size} in bytes is {@code memory_value_size_bytes}. */
final class PrometheusNames {

    /** Prometheus' words for units of OpenTelemetry; units in braces have none. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("kBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("%", "percent"));

    /** Labels that the format keeps for buckets and quantiles, and those that name the sender. */
    private static final Set<String> RESERVED = Set.of("le", "quantile", "service_name", "instance");

    private PrometheusNames() {}

    static MetricMetadata metadata(MetricPoint point) {
        Unit unit = unit(point);
        String name = PrometheusNaming.prometheusName(
                unit == null
                        ? PrometheusNaming.sanitizeMetricName(point.name())
                        : PrometheusNaming.sanitizeMetricName(point.name(), unit));
        return new MetricMetadata(name, null, unit);
    }

    private static @Nullable Unit unit(MetricPoint point) {
        if (point.unit().equals("1")) {
            return point.type().equals("gauge") ? Unit.RATIO : null;
        }
        String word = UNITS.get(point.unit());
        return word == null ? null : new Unit(word);
    }

    /** The labels of a point, with {@code service_name} and {@code instance} where they are known. */
    static Labels labels(MetricPoint point) {
        TreeMap<String, String> labels = new TreeMap<>();
        point.attributes().forEach((key, value) -> {
            String name = PrometheusNaming.prometheusName(PrometheusNaming.sanitizeLabelName(key));
            // Two keys may have one name, such as a.b and a_b.
            labels.merge(RESERVED.contains(name) ? "exported_" + name : name, text(value), (a, b) -> a + ";" + b);
        });
        put(labels, "service_name", point.serviceName());
        put(labels, "instance", point.instance());
        return Labels.of(List.copyOf(labels.keySet()), List.copyOf(labels.values()));
    }

    private static void put(Map<String, String> labels, String name, String value) {
        if (!value.isEmpty()) {
            labels.put(name, value);
        }
    }

    private static String text(Object value) {
        return value instanceof List || value instanceof Map ? Json.write(value) : value.toString();
    }
}
