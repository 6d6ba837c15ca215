package dev.engram.collector.server.prometheus;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.common.model.MetricSource;
import dev.engram.collector.common.render.Json;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
            Map.entry("TiBy", "tebibytes"),
            Map.entry("kBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("g", "grams"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("Hz", "hertz"),
            Map.entry("Cel", "celsius"),
            Map.entry("%", "percent"));

    /** Words for what stands behind a slash. */
    private static final Map<String, String> PER = Map.of(
            "s", "second", "min", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y", "year", "m",
            "minute");

    private static final String SCOPE = "otel_scope_";

    /** Labels that the format keeps for buckets and quantiles, and those that name the sender. */
    private static final Set<String> RESERVED =
            Set.of("le", "quantile", "service_name", "service_namespace", "instance");

    /**
     * What tells processes of one service apart that have no {@code service.instance.id}: of each line the first that the
     * resource has.
     */
    private static final List<List<String>> INSTANCE = List.of(
            List.of("k8s.pod.uid", "k8s.pod.name", "container.id", "host.name", "host.id"), List.of("process.pid"));

    private PrometheusNames() {}

    static MetricMetadata metadata(MetricPoint point) {
        Unit unit = unit(point);
        String known = legal(point.name());
        String name = PrometheusNaming.prometheusName(
                unit == null
                        ? PrometheusNaming.sanitizeMetricName(known)
                        : PrometheusNaming.sanitizeMetricName(known, unit));
        return new MetricMetadata(name, null, unit);
    }

    private static @Nullable Unit unit(MetricPoint point) {
        if (point.unit().equals("1")) {
            return point.type().equals("gauge") ? Unit.RATIO : null;
        }
        String word = unit(point.unit());
        return word.isEmpty() ? null : new Unit(word);
    }

    /** {@code By/s} is bytes_per_second; what stands in braces is left out. */
    private static String unit(String unit) {
        String plain = unit.replaceAll("\\{[^}]*}", "").strip();
        int slash = plain.indexOf('/');
        if (slash < 0) {
            return word(UNITS, plain);
        }
        String what = word(UNITS, plain.substring(0, slash).strip());
        String per = word(PER, plain.substring(slash + 1).strip());
        return per.isEmpty() ? what : what + (what.isEmpty() ? "per_" : "_per_") + per;
    }

    private static String word(Map<String, String> words, String unit) {
        String word = unit.equals("1") ? "" : words.getOrDefault(unit, unit);
        // A unit that has no word stays as it is, as in the OpenTelemetry Collector.
        return word.replaceAll("[^a-zA-Z0-9]+", "_").replaceAll("^_+|_+$", "");
    }

    /**
     * The name with letters, digits and underscores of ASCII alone. Letters of other scripts are written as Prometheus
     * itself writes them for readers that take no UTF-8, so that two names do not become one.
     */
    private static String legal(String name) {
        if (name.codePoints().anyMatch(each -> each > 127 && Character.isLetterOrDigit(each))) {
            return PrometheusNaming.escapeName(name, EscapingScheme.VALUE_ENCODING_ESCAPING);
        }
        String legal = name.replaceAll("[^a-zA-Z0-9_:.]", "_");
        return !legal.isEmpty() && Character.isDigit(legal.charAt(0)) ? "_" + legal : legal;
    }

    /**
     * The labels of a point, with those of its scope, and with {@code service_name}, {@code service_namespace} and
     * {@code instance} if they are known.
     */
    static Labels labels(MetricPoint point) {
        TreeMap<String, String> labels = new TreeMap<>();
        point.attributes().forEach((key, value) -> {
            String name = label(key);
            boolean isReserved = RESERVED.contains(name) || name.startsWith(SCOPE);
            // Two keys may have one name, such as a.b and a_b. A label without a value is none.
            if (value != null) {
                labels.merge(isReserved ? "exported_" + name : name, text(value), (a, b) -> a + ";" + b);
            }
        });
        MetricSource source = point.source();
        put(labels, SCOPE + "name", source.scopeName());
        put(labels, SCOPE + "version", source.scopeVersion());
        put(labels, SCOPE + "schema_url", source.scopeSchema());
        source.scopeAttributes()
                .forEach((key, value) -> labels.merge(SCOPE + label(key), text(value), (a, b) -> a + ";" + b));
        put(labels, "service_name", point.serviceName());
        put(labels, "service_namespace", text(source.resource().getOrDefault("service.namespace", "")));
        put(labels, "instance", point.instance().isEmpty() ? instance(source.resource()) : point.instance());
        return Labels.of(List.copyOf(labels.keySet()), List.copyOf(labels.values()));
    }

    private static String label(String key) {
        return PrometheusNaming.prometheusName(PrometheusNaming.sanitizeLabelName(legal(key)));
    }

    private static String instance(Map<String, Object> resource) {
        return INSTANCE.stream()
                .flatMap(keys -> keys.stream().filter(resource::containsKey).limit(1))
                .map(key -> text(resource.get(key)))
                .collect(Collectors.joining(":"));
    }

    private static void put(Map<String, String> labels, String name, String value) {
        if (!value.isEmpty()) {
            labels.put(name, value);
        }
    }

    private static String text(@Nullable Object value) {
        return value instanceof List || value instanceof Map ? Json.write(value) : String.valueOf(value);
    }
}
