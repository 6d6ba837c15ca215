package dev.engram.compatibility;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's spans tell of the program {@code Beside}, each answer as a cell of a Markdown table. A dash stands for
 * nothing.
 *
 * @param spans those of kind CLIENT
 */
record SeenCommands(List<Span> spans) {

    private static final String NOTHING = "–";

    /** The rows of the comparison, by what they are called. */
    static final Map<String, Function<SeenCommands, String>> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("text of `SET hit value`", SeenCommands::text);
        ROWS.put("attributes of the server", SeenCommands::server);
        ROWS.put("error reply (`LPUSH` on a string)", SeenCommands::error);
        ROWS.put("hit or miss (`GET hit`, `GET none`)", SeenCommands::hits);
        ROWS.put("bytes of `GET hit`, sent and received", SeenCommands::bytes);
        ROWS.put("pipeline of three commands", seen -> seen.batch("piped:"));
        ROWS.put("transaction of two commands", seen -> seen.batch("queued:"));
        ROWS.put("database of a command after `SELECT 1`", SeenCommands::database);
        ROWS.put("`GET` whose connection breaks, sent again by the client", SeenCommands::retry);
        ROWS.put("other spans", SeenCommands::others);
    }

    SeenCommands {
        spans = spans.stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue()), (one, other) -> other));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.getStringValue();
        };
    }

    private static String query(Span span) {
        return attributes(span).getOrDefault("db.query.text", "");
    }

    private List<Span> with(String word) {
        return spans.stream().filter(span -> query(span).contains(word)).toList();
    }

    /** The first span whose text begins so. */
    private Map<String, String> first(String command) {
        return spans.stream()
                .filter(span -> query(span).startsWith(command))
                .findFirst()
                .map(SeenCommands::attributes)
                .orElse(Map.of());
    }

    private String text() {
        return code(first("SET hit").get("db.query.text"));
    }

    private String server() {
        Map<String, String> get = first("GET hit");
        String named = Stream.of("server.address", "server.port", "network.peer.address", "network.peer.port")
                .filter(get::containsKey)
                .map(SeenCommands::code)
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? NOTHING : named;
    }

    private static String code(@Nullable String text) {
        return text == null || text.isEmpty() ? NOTHING : "`" + text + "`";
    }

    private String error() {
        List<Span> found =
                spans.stream().filter(span -> query(span).startsWith("LPUSH")).toList();
        if (found.stream().noneMatch(SeenCommands::isFailed)) {
            return found.isEmpty() ? NOTHING : "not failed";
        }
        Map<String, String> attributes = attributes(
                found.stream().filter(SeenCommands::isFailed).toList().get(0));
        String status = attributes.get("db.response.status_code");
        return "failed, " + code(status == null ? attributes.get("error.type") : status);
    }

    private static boolean isFailed(Span span) {
        return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    }

    private String hits() {
        String hit = first("GET hit").get("redis.hit");
        String miss = first("GET none").get("redis.hit");
        return hit == null || miss == null ? NOTHING : code(hit) + ", " + code(miss);
    }

    private String bytes() {
        Map<String, String> get = first("GET hit");
        String sent = get.get("redis.request.bytes");
        String received = get.get("redis.response.bytes");
        return sent == null || received == null ? NOTHING : sent + ", " + received;
    }

    private String batch(String word) {
        List<Span> found = with(word);
        List<String> sizes = found.stream()
                .flatMap(span -> Stream.ofNullable(attributes(span).get("db.operation.batch.size")))
                .toList();
        return found.isEmpty()
                ? NOTHING
                : found.size()
                        + (found.size() == 1 ? " span" : " spans")
                        + (sizes.isEmpty() ? "" : ", size " + String.join(", ", sizes));
    }

    private String database() {
        return code(first("GET selected").get("db.namespace"));
    }

    private String retry() {
        List<Span> found = with("retried");
        if (found.isEmpty()) {
            return NOTHING;
        }
        long failed = found.stream().filter(SeenCommands::isFailed).count();
        long retries = found.stream()
                .flatMap(span -> span.getEventsList().stream())
                .filter(event -> event.getName().equals("redis.retry"))
                .count();
        return found.size()
                + (found.size() == 1 ? " span" : " spans")
                + (failed == 0 ? "" : ", " + failed + " failed")
                + (retries == 0 ? "" : ", " + retries + " `redis.retry`");
    }

    /** The commands that none of the other rows is about. */
    private String others() {
        Map<String, Long> names = spans.stream()
                .filter(span -> !query(span).matches("(?s).*(hit|none|piped:|queued:|selected|retried).*"))
                .map(span -> attributes(span).getOrDefault("db.operation.name", span.getName()))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        return names.isEmpty()
                ? NOTHING
                : names.entrySet().stream()
                        .map(each -> code(each.getKey()) + (each.getValue() == 1 ? "" : " ×" + each.getValue()))
                        .collect(Collectors.joining(", "));
    }
}
