package dev.engram.stack.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration of the OpenTelemetry Collector, or of Jaeger, which is one, as it is with certain environment variables.
 * Immutable.
 */
final class CollectorConfig {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z_]+)(?::-([^}]*))?}");
    private static final List<String> SECTIONS =
            List.of("receivers", "processors", "exporters", "connectors", "extensions");

    /** Exporters that send nothing over a network to wait for. */
    private static final Set<String> NO_SENDERS = Set.of("prometheus", "jaeger_storage_exporter", "nop");

    private final JsonNode tree;

    CollectorConfig(String text, Map<String, String> environment) {
        tree = Shipped.yaml(VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(
                        found.group(1), found.group(2) == null ? "no default of " + found.group(1) : found.group(2)))));
    }

    static CollectorConfig shipped(String file, Map<String, String> environment) {
        return new CollectorConfig(Shipped.text(file), environment);
    }

    /** The names of the environment variables that a configuration reads. */
    static Set<String> variables(String text) {
        Set<String> names = new TreeSet<>();
        VARIABLE.matcher(text).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    /** Ports on which it listens, where others reach it: not those on loopback. */
    Set<Integer> listens() {
        Set<Integer> ports = new TreeSet<>();
        for (String section : List.of("/receivers", "/extensions", "/exporters/prometheus")) {
            tree.at(section).findValues("endpoint").forEach(each -> {
                if (each.asText().startsWith("0.0.0.0:")) {
                    ports.add(Integer.parseInt(each.asText().substring("0.0.0.0:".length())));
                }
            });
        }
        tree.at("/service/telemetry").findValues("prometheus").forEach(each -> {
            if (each.path("host").asText().equals("0.0.0.0")) {
                ports.add(each.path("port").asInt());
            }
        });
        return ports;
    }

    /** What it speaks to, {@code host:port} or URLs. */
    List<String> callees() {
        List<String> callees = new ArrayList<>();
        tree.path("exporters").forEachEntry((name, exporter) -> {
            if (!name.equals("prometheus")) {
                exporter.findValues("endpoint").forEach(endpoint -> callees.add(endpoint.asText()));
                exporter.findValues("brokers").forEach(brokers -> callees.addAll(Compose.strings(brokers)));
            }
        });
        tree.at("/extensions/jaeger_storage/metric_backends")
                .findValues("endpoint")
                .forEach(each -> callees.add(each.asText()));
        return callees;
    }

    /** What is wrong with it as such; empty where all is well. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<String> used = new TreeSet<>(Compose.strings(tree.at("/service/extensions")));
        tree.at("/service/pipelines").forEachEntry((name, pipeline) -> {
            for (String part : List.of("receivers", "processors", "exporters")) {
                used.addAll(Compose.strings(pipeline.path(part)));
            }
            boolean fromOutside = Compose.strings(pipeline.path("receivers")).stream()
                    .anyMatch(receiver -> tree.path("receivers").has(receiver));
            boolean isJaeger = tree.path("extensions").has("jaeger_storage");
            if (fromOutside
                    && !isJaeger
                    && !pipeline.at("/processors/0").asText().equals("memory_limiter")) {
                faults.add("pipeline " + name + " does not begin with memory_limiter");
            }
        });
        Set<String> defined = new TreeSet<>();
        for (String section : SECTIONS) {
            tree.path(section).fieldNames().forEachRemaining(defined::add);
        }
        defined.stream()
                .filter(each -> !used.contains(each))
                .forEach(each -> faults.add(each + " is defined and not used"));
        used.stream()
                .filter(each -> !defined.contains(each))
                .forEach(each -> faults.add(each + " is used and not defined"));
        tree.path("exporters").forEachEntry((name, exporter) -> queue(name, exporter, faults));
        return faults;
    }

    /** Whoever sends over a network keeps on disk what is not sent, bounded, for as long as it takes. */
    private void queue(String name, JsonNode exporter, List<String> faults) {
        if (NO_SENDERS.contains(name)) {
            return;
        }
        String storage = exporter.at("/sending_queue/storage").asText();
        if (!tree.path("extensions").has(storage)) {
            faults.add("the queue of " + name + " is not on disk");
        }
        if (!exporter.at("/sending_queue/queue_size").isInt()
                || !exporter.at("/sending_queue/batch").isObject()) {
            faults.add("the queue of " + name + " has no size or makes no batches");
        }
        if (exporter.at("/retry_on_failure/max_elapsed_time").asInt(-1) != 0) {
            faults.add(name + " gives up after a time");
        }
    }

    /**
     * Pipelines that receive by OTLP and pass on content or credentials. A pipeline for the service graph keeps a few named
     * attributes alone, which are no content.
     */
    List<String> unredacted() {
        List<String> unredacted = new ArrayList<>();
        tree.at("/service/pipelines").forEachEntry((name, pipeline) -> {
            List<String> processors = Compose.strings(pipeline.path("processors"));
            boolean hasContent = name.startsWith("traces") && !processors.contains("transform/graph");
            if (Compose.strings(pipeline.path("receivers")).contains("otlp")
                    && !(processors.contains("redaction")
                            && (!hasContent || processors.contains("transform/content")))) {
                unredacted.add(name);
            }
        });
        return unredacted;
    }

    /** What it takes out of spans: the definitions of its redaction. */
    List<JsonNode> redaction() {
        return List.of(tree.at("/processors/redaction"), tree.at("/processors/transform~1content"));
    }
}
