package dev.engram.compatibility;

import com.google.protobuf.ByteString;
import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What arrived from a sample, and what it printed.
 *
 * @param out its standard output
 * @param metrics all exports, the last one complete
 */
record Trace(String out, List<Span> spans, List<ExportMetricsServiceRequest> metrics) {

    Trace {
        spans = spans.stream()
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano).thenComparing(Span::getEndTimeUnixNano))
                .toList();
    }

    /**
     * One line a span, by start, two blanks deeper beneath each parent: its name, the values of those of these attributes
     * that it has, in this order, and {@code ERROR} where it failed.
     */
    List<String> tree(String... attributes) {
        Set<ByteString> ids = new HashSet<>();
        spans.forEach(each -> ids.add(each.getSpanId()));
        List<String> lines = new ArrayList<>();
        for (Span each : spans) {
            if (!ids.contains(each.getParentSpanId())) {
                add(each, "", attributes, lines);
            }
        }
        return lines;
    }

    /** One line a span, in no order: the names from the root to it, then the values of those of these attributes that it has. */
    List<String> paths(String... attributes) {
        Map<ByteString, Span> byId = new HashMap<>();
        spans.forEach(each -> byId.put(each.getSpanId(), each));
        List<String> lines = new ArrayList<>();
        for (Span each : spans) {
            StringBuilder line = new StringBuilder(each.getName());
            for (Span up = byId.get(each.getParentSpanId()); up != null; up = byId.get(up.getParentSpanId())) {
                line.insert(0, up.getName() + " > ");
            }
            Map<String, Object> values = Otlp.attributes(each);
            Stream.of(attributes)
                    .filter(values::containsKey)
                    .forEach(name -> line.append(' ').append(values.get(name)));
            lines.add(line.toString());
        }
        return lines;
    }

    /** Whether each span that names a parent has it here. */
    boolean isWhole() {
        Set<ByteString> ids = new HashSet<>();
        spans.forEach(each -> ids.add(each.getSpanId()));
        return spans.stream()
                .allMatch(each -> each.getParentSpanId().isEmpty() || ids.contains(each.getParentSpanId()));
    }

    private void add(Span span, String indent, String[] attributes, List<String> lines) {
        StringBuilder line = new StringBuilder(indent).append(span.getName());
        Map<String, Object> values = Otlp.attributes(span);
        for (String each : attributes) {
            if (values.containsKey(each)) {
                line.append(' ').append(values.get(each));
            }
        }
        if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            line.append(" ERROR");
        }
        lines.add(line.toString());
        for (Span each : spans) {
            if (each.getParentSpanId().equals(span.getSpanId())) {
                add(each, indent + "  ", attributes, lines);
            }
        }
    }

    /** The names of the packs' rules that made the spans, where the {@link MarkedAgent} recorded them. */
    Set<String> rules() {
        Set<String> rules = new HashSet<>();
        for (Span each : spans) {
            if (Otlp.attributes(each).get(MarkedAgent.RULE) instanceof String rule) {
                rules.add(rule);
            }
        }
        return rules;
    }

    /** The first span with this name and, where it is a memory operation, this key. */
    Map<String, Object> attributes(String name, String key) {
        return spans.stream()
                .filter(each -> each.getName().equals(name))
                .map(Otlp::attributes)
                .filter(each -> key.equals(each.get("memory.key")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + " " + key + " in " + tree("memory.key")));
    }

    /** The points of a counter in the last export, by the values of its labels. */
    Map<List<Object>, Long> sums(String metric) {
        Map<List<Object>, Long> sums = new HashMap<>();
        last().filter(each -> each.getName().equals(metric))
                .flatMap(each -> each.getSum().getDataPointsList().stream())
                .forEach(each -> sums.merge(
                        List.copyOf(Otlp.map(each.getAttributesList()).values()), each.getAsInt(), Long::sum));
        return sums;
    }

    /** How often {@code db.client.operation.duration} counted each operation, by its name. */
    Map<String, Long> countedCommands() {
        Map<String, Long> counts = new TreeMap<>();
        last().filter(each -> each.getName().equals("db.client.operation.duration"))
                .flatMap(each -> each.getHistogram().getDataPointsList().stream())
                .forEach(each -> counts.merge(
                        String.valueOf(Otlp.map(each.getAttributesList()).get("db.operation.name")),
                        each.getCount(),
                        Long::sum));
        return counts;
    }

    /** How often {@code memory.operation.duration} counted each operation, by its name. */
    Map<String, Long> counted() {
        Map<String, Long> counts = new TreeMap<>();
        last().filter(each -> each.getName().equals("memory.operation.duration"))
                .flatMap(each -> each.getHistogram().getDataPointsList().stream())
                .forEach(each -> counts.merge(operation(each), each.getCount(), Long::sum));
        return counts;
    }

    /** The label {@code operation}, or {@code memory.operation}. */
    private static String operation(HistogramDataPoint point) {
        return Otlp.map(point.getAttributesList()).entrySet().stream()
                .filter(each -> each.getKey().endsWith("operation"))
                .map(each -> String.valueOf(each.getValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No operation in " + point));
    }

    private Stream<Metric> last() {
        return metrics.stream()
                // Nothing is sent where nothing was measured.
                .skip(Math.max(0, metrics.size() - 1))
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream());
    }
}
