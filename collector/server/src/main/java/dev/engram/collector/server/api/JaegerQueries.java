package dev.engram.collector.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.engram.collector.common.arguments.GoDuration;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.render.JaegerJson;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.server.store.read.FoundTrace;
import dev.engram.collector.server.store.read.Operation;
import dev.engram.collector.server.store.read.SpanFilter;
import dev.engram.collector.server.store.read.SpanSearch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Jaeger's own HTTP API answers, for programs that read that one, such as Grafana's data source of traces. Times of a
 * search are microseconds since 1970-01-01 UTC, those of the graph milliseconds, durations as {@code 100ms}.
 */
final class JaegerQueries {

    /** Jaeger's words. */
    static final String NOT_FOUND = "trace not found";

    private static final int DEFAULT_TRACES = 100;

    /** Spans of an answer, all traces together: some 50 MB. */
    private static final int MAX_SPANS = 50_000;

    private static final Duration DEFAULT_LOOKBACK = Duration.ofDays(1);

    private final SpanSearch spans;

    JaegerQueries(SpanSearch spans) {
        this.spans = spans;
    }

    /** Whether a request for traces is in Jaeger's words. */
    static boolean isMeant(QueryParams parameters) {
        return parameters.contains("service") || parameters.contains("traceID");
    }

    HttpResponse services() throws SQLException {
        ArrayNode names = Json.mapper().createArrayNode();
        spans.services().forEach(names::add);
        return Answers.ok(JaegerJson.answer(names));
    }

    /** The names alone. */
    HttpResponse operationNames(String service) throws SQLException {
        ArrayNode names = Json.mapper().createArrayNode();
        spans.operations(service, null).stream().map(Operation::name).distinct().forEach(names::add);
        return Answers.ok(JaegerJson.answer(names));
    }

    /** The names with the kinds of their spans. */
    HttpResponse operations(QueryParams parameters) throws SQLException {
        String service = parameters.get("service", "");
        if (service.isEmpty()) {
            return error("parameter 'service' is required");
        }
        String kind = parameters.get("spanKind", "");
        ArrayNode operations = Json.mapper().createArrayNode();
        for (Operation each : spans.operations(service, kind.isEmpty() ? null : kind.toUpperCase(Locale.ROOT))) {
            String name = each.kind().equals("UNSPECIFIED") ? "" : each.kind().toLowerCase(Locale.ROOT);
            operations.addObject().put("name", each.name()).put("spanKind", name);
        }
        return Answers.ok(JaegerJson.answer(operations));
    }

    /** Traces by {@code service} and more, or by one {@code traceID} or several. */
    HttpResponse traces(QueryParams parameters) throws SQLException {
        List<String> ids;
        try {
            if (parameters.contains("traceID")) {
                ids = parameters.getAll("traceID").stream()
                        .map(JaegerQueries::traceId)
                        .toList();
            } else {
                int limit = (int) Math.min(SpanSearch.MAX_TRACES, whole(parameters, "limit", DEFAULT_TRACES));
                ids = spans.find(filter(parameters), Math.max(1, limit)).stream()
                        .map(FoundTrace::traceId)
                        .toList();
            }
        } catch (IllegalArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        }
        ObjectNode answer = read(ids);
        if (parameters.contains("traceID")) {
            sayWhichAreMissing(ids, answer);
        }
        return Answers.ok(answer);
    }

    /** As Jaeger does: the answer has the traces that there are, and errors of the others. */
    private static void sayWhichAreMissing(List<String> ids, ObjectNode answer) {
        Set<String> found = new HashSet<>();
        answer.path("data").forEach(trace -> found.add(trace.path("traceID").asText()));
        ArrayNode errors = answer.path("errors") instanceof ArrayNode some
                ? some
                : Json.mapper().createArrayNode();
        ids.stream()
                .filter(id -> !found.contains(id))
                .forEach(id -> errors.addObject().put("msg", NOT_FOUND).put("traceID", id));
        if (!errors.isEmpty()) {
            answer.set("errors", errors);
        }
    }

    /** An id as it is stored; Jaeger leaves zeros at its beginning out. */
    static String traceId(String given) {
        String id = given.toLowerCase(Locale.ROOT);
        return "0".repeat(Math.max(0, 32 - id.length())) + id;
    }

    HttpResponse dependencies(QueryParams parameters) throws SQLException {
        try {
            long end = whole(parameters, "endTs", System.currentTimeMillis());
            long lookback = whole(parameters, "lookback", DEFAULT_LOOKBACK.toMillis());
            ArrayNode edges = Json.mapper().createArrayNode();
            spans.dependencies(TimeUnit.MILLISECONDS.toNanos(end - lookback), TimeUnit.MILLISECONDS.toNanos(end))
                    .forEach(each -> edges.addObject()
                            .put("parent", each.parent())
                            .put("child", each.child())
                            .put("callCount", each.calls()));
            return Answers.ok(JaegerJson.answer(edges));
        } catch (IllegalArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode read(List<String> ids) throws SQLException {
        Map<String, List<Span>> traces = new LinkedHashMap<>();
        int[] count = new int[1];
        spans.read(ids, span -> {
            if (count[0]++ < MAX_SPANS) {
                traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
                return true;
            }
            return false;
        });
        ArrayNode data = Json.mapper().createArrayNode();
        traces.forEach((id, each) -> data.add(JaegerJson.trace(new Trace(id, each, each.size()))));
        ObjectNode answer = JaegerJson.answer(data);
        if (count[0] > MAX_SPANS) {
            answer.putArray("errors")
                    .addObject()
                    .put("msg", "These are the first " + MAX_SPANS + " spans of what was found; ask for less.");
        }
        return answer;
    }

    private static SpanFilter filter(QueryParams parameters) {
        long min = duration(parameters, "minDuration", Long.MIN_VALUE);
        long max = duration(parameters, "maxDuration", Long.MAX_VALUE);
        if (min > max) {
            throw new IllegalArgumentException("'maxDuration' should be greater than 'minDuration'");
        }
        return new SpanFilter(
                text(parameters, "service"),
                text(parameters, "operation"),
                tags(parameters),
                time(parameters, "start", Long.MIN_VALUE),
                time(parameters, "end", Long.MAX_VALUE),
                min,
                max);
    }

    private static @Nullable String text(QueryParams parameters, String name) {
        String text = parameters.get(name, "");
        return text.isEmpty() ? null : text;
    }

    private static long time(QueryParams parameters, String name, long absent) {
        return text(parameters, name) == null ? absent : TimeUnit.MICROSECONDS.toNanos(whole(parameters, name, 0));
    }

    private static long duration(QueryParams parameters, String name, long absent) {
        String text = text(parameters, name);
        return text == null ? absent : GoDuration.nanos(text);
    }

    private static long whole(QueryParams parameters, String name, long absent) {
        String text = text(parameters, name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("unable to parse param '" + name + "': it is a whole number");
        }
        return Long.parseLong(text);
    }

    /** {@code tags} as a JSON object of texts, and {@code tag} as {@code key:value}. */
    private static Map<String, String> tags(QueryParams parameters) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : parameters.getAll("tag")) {
            int colon = tag.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("malformed 'tag' parameter, expecting key:value");
            }
            tags.put(tag.substring(0, colon), tag.substring(colon + 1));
        }
        for (String object : parameters.getAll("tags")) {
            JsonNode read;
            try {
                read = Json.read(object.isEmpty() ? "{}" : object);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("malformed 'tags' parameter, it is no JSON", e);
            }
            if (!read.isObject()) {
                throw new IllegalArgumentException("malformed 'tags' parameter, expecting an object");
            }
            read.properties()
                    .forEach(each -> tags.put(each.getKey(), each.getValue().asText()));
        }
        return tags;
    }

    private static HttpResponse error(String message) {
        return Answers.jaegerError(HttpStatus.BAD_REQUEST, message, message);
    }
}
