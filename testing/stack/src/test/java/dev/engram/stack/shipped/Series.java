package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The series that arrive in Prometheus, with their labels: of the table of metrics in {@code docs/telemetry.md}, of the
 * gateway's connectors as its configuration sets them up, and the few others that are asked for.
 */
final class Series {
    /** A row of the table: names, kind and unit, labels. */
    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*)\\|([^|]*)\\|([^|]*)\\|", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    /** What the gateway adds of the resource, and its exporter. */
    private static final Set<String> OF_THE_APPLICATION = Set.of("service_name", "job", "instance");

    /** What Prometheus and the gateway tell of themselves, as far as it is asked for; {@code RulesAndDashboardsIT} asks the real ones. */
    private static final Map<String, Set<String>> OWN = Map.of(
            "up", Set.of("job", "instance", "component"),
            "otelcol_exporter_queue_size", Set.of("exporter", "data_type", "job", "instance"),
            "otelcol_exporter_queue_capacity", Set.of("exporter", "data_type", "job", "instance"));

    private final Map<String, Set<String>> labels = new LinkedHashMap<>(OWN);

    private Series() {}

    /** All that arrives with the documentation and the gateway's configuration as given. */
    static Series of(String telemetry, CollectorConfig gateway) {
        Series series = new Series();
        series.instruments(telemetry);
        series.connectors(gateway);
        return series;
    }

    static Series shipped() {
        return of(Shipped.text("docs/telemetry.md"), CollectorConfig.shipped("otel-collector-config.yaml", Map.of()));
    }

    boolean has(String metric) {
        return labels.containsKey(metric);
    }

    Set<String> labels(String metric) {
        return labels.getOrDefault(metric, Set.of());
    }

    /** Adds what a recording rule makes. */
    void add(String metric, Set<String> itsLabels) {
        labels.put(metric, itsLabels);
    }

    private void instruments(String telemetry) {
        String table = telemetry.substring(telemetry.indexOf("\n## Metrics"), telemetry.indexOf("**Bounds.**"));
        Matcher row = ROW.matcher(table);
        Set<String> previous = Set.of();
        Set<String> first = Set.of();
        while (row.find()) {
            Set<String> own = new TreeSet<>(words(row.group(3)));
            if (row.group(3).contains("the same")) {
                own.addAll(previous);
            } else if (row.group(3).contains("as durations")) {
                own.addAll(first);
            }
            if (first.isEmpty()) {
                first = own;
            }
            previous = own;
            for (String name : names(words(row.group(1)))) {
                instrument(name, row.group(2).trim(), own);
            }
        }
    }

    private static List<String> words(String cell) {
        return WORD.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** A name that begins with a dot stands for one that differs from the one before in its last part. */
    private static List<String> names(List<String> words) {
        List<String> names = new ArrayList<>();
        for (String word : words) {
            String before = names.isEmpty() ? "" : names.get(names.size() - 1);
            names.add(word.startsWith(".") ? before.substring(0, before.lastIndexOf('.')) + word : word);
        }
        return names;
    }

    private void instrument(String name, String kind, Set<String> attributes) {
        Set<String> all = new TreeSet<>(OF_THE_APPLICATION);
        attributes.forEach(each -> all.add(escaped(each)));
        String unit = kind.contains("`ms`") ? "milliseconds" : kind.contains("`By`") ? "bytes" : "";
        String base = escaped(name);
        String translated = unit.isEmpty() || base.endsWith("_" + unit) ? base : base + "_" + unit;
        if (kind.startsWith("histogram")) {
            histogram(translated, all);
        } else {
            labels.put(kind.startsWith("counter") ? translated + "_total" : translated, all);
        }
    }

    private void histogram(String name, Set<String> its) {
        Set<String> withBound = new TreeSet<>(its);
        withBound.add("le");
        labels.put(name + "_bucket", withBound);
        labels.put(name + "_sum", its);
        labels.put(name + "_count", its);
    }

    private void connectors(CollectorConfig gateway) {
        Set<String> ofSpans = new TreeSet<>(Set.of("service_name", "span_name", "span_kind", "status_code", "job"));
        for (JsonNode dimension : gateway.at("/connectors/span_metrics/dimensions")) {
            ofSpans.add(escaped(dimension.path("name").asText()));
        }
        String namespace =
                escaped(gateway.at("/connectors/span_metrics/namespace").asText());
        String unit =
                gateway.at("/connectors/span_metrics/histogram/unit").asText().equals("ms")
                        ? "milliseconds"
                        : "seconds";
        labels.put(namespace + "_calls_total", ofSpans);
        histogram(namespace + "_duration_" + unit, ofSpans);

        Set<String> ofEdges = new TreeSet<>(Set.of("client", "server", "connection_type", "failed"));
        for (String dimension : Compose.strings(gateway.at("/connectors/service_graph/dimensions"))) {
            ofEdges.add("client_" + escaped(dimension));
            ofEdges.add("server_" + escaped(dimension));
        }
        labels.put("traces_service_graph_request_total", ofEdges);
        labels.put("traces_service_graph_request_failed_total", ofEdges);
        histogram("traces_service_graph_request_client_seconds", ofEdges);
        histogram("traces_service_graph_request_server_seconds", ofEdges);
    }

    private static String escaped(String name) {
        return name.replaceAll("[^a-zA-Z0-9_:]", "_");
    }

    /** What of an expression does not arrive: metrics, and labels that its metrics do not have. */
    List<String> faults(String expression) {
        PromQl parsed = PromQl.of(expression);
        List<String> faults = new ArrayList<>();
        Set<String> all = new TreeSet<>(parsed.made());
        for (PromQl.Selector each : parsed.selectors()) {
            if (!has(each.metric())) {
                faults.add("no metric " + each.metric() + " arrives");
                continue;
            }
            all.addAll(labels(each.metric()));
            each.labels().stream()
                    .filter(label -> !labels(each.metric()).contains(label))
                    .forEach(label -> faults.add(each.metric() + " has no label " + label));
        }
        parsed.groupings().stream()
                .filter(label -> !all.contains(label))
                .forEach(label -> faults.add("nothing has the label " + label + " to group by"));
        return faults;
    }

    /** The labels that its result may have. */
    Set<String> remaining(String expression) {
        PromQl parsed = PromQl.of(expression);
        Set<String> remaining = new TreeSet<>(parsed.made());
        if (parsed.groupings().isEmpty()) {
            parsed.selectors().forEach(each -> remaining.addAll(labels(each.metric())));
        } else {
            remaining.addAll(parsed.groupings());
            remaining.remove("le");
        }
        return remaining;
    }
}
