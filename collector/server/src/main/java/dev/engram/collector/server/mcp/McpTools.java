package dev.engram.collector.server.mcp;

import dev.engram.collector.common.arguments.TimeSpan;
import dev.engram.collector.common.model.Lineage;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.model.TraceSummary;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.LineageText;
import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.TableCsv;
import dev.engram.collector.common.render.Timeline;
import dev.engram.collector.common.render.TraceListJson;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.collector.server.sql.QueryRunner;
import dev.engram.collector.server.store.read.LineageReader;
import dev.engram.collector.server.store.read.TraceFilter;
import dev.engram.collector.server.store.read.TraceReader;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools. All read alone, and each within the limits of the API: SQL by {@link QueryRunner}, all else within the ten seconds
 * of the collector's own reads. A failure is a result that says so in one sentence.
 */
public final class McpTools {

    private static final Logger LOG = LoggerFactory.getLogger(McpTools.class);

    /** Characters of a result: more would fill the context of the model that asked. */
    static final int MAX_CHARACTERS = 60_000;

    private static final int DEFAULT_ROWS = 50;
    private static final int MAX_ROWS = 500;

    private static final String OVERVIEW = """
            SELECT coalesce(agent, '') AS agent, namespace, count(*) AS operations,
              count(*) FILTER (operation = 'store') AS stores,
              count(*) FILTER (operation = 'retrieve') AS retrieves,
              count(*) FILTER (operation = 'search') AS searches,
              count(*) FILTER (operation = 'delete') AS deletes,
              count(*) FILTER (failed) AS errors,
              round(100.0 * count(*) FILTER (found) / nullif(count(found), 0), 1) AS hit_percent,
              count(DISTINCT key) AS keys,
              round(quantile_cont(duration_ms, 0.95), 3) AS p95_ms,
              max(start_time) AS last
            FROM memory_operations
            WHERE NOT nested AND start_unix_nano >= %d
            GROUP BY ALL ORDER BY operations DESC, agent, namespace LIMIT %d""";

    private static final String FINDINGS = """
            SELECT finding, namespace, service, key, agent, times, bytes, last, what, advice, spans[1].trace_id AS trace_id
            FROM findings ORDER BY times DESC, finding, namespace, key LIMIT %d""";

    private final QueryRunner queries;
    private final TraceReader traces;
    private final LineageReader lineages;

    /** The tools over these parts. */
    public McpTools(QueryRunner queries, TraceReader traces, LineageReader lineages) {
        this.queries = queries;
        this.traces = traces;
        this.lineages = lineages;
    }

    private interface Work {
        String answer(Arguments arguments) throws QueryException, SQLException;
    }

    List<SyncToolSpecification> all() {
        return List.of(
                tool(
                        "memory_overview",
                        "Which agents used which memory namespaces: operations, errors, hit percentage, keys, p95 latency."
                                + " CSV, the busiest first. Begin here.",
                        Map.of("since", text("Only the last time, such as 10m, 2h or 7d."), "limit", rows()),
                        List.of(),
                        this::overview),
                tool(
                        "findings",
                        "What is conspicuous about memory: keys that are written and never read, reads that never find"
                                + " anything, values stored twice, and so on, each with advice and a trace. CSV.",
                        Map.of("limit", rows()),
                        List.of(),
                        arguments -> table(FINDINGS.formatted(arguments.rows()))),
                tool(
                        "key_history",
                        "Who stored, read, missed and deleted a memory key, the oldest first, and who read what whom wrote."
                                + " Explains why something was not remembered.",
                        Map.of(
                                "key", text("The key, as spans show it."),
                                "namespace", text("Its namespace; all if it is left out."),
                                "limit", rows()),
                        List.of("key"),
                        this::history),
                tool(
                        "find_traces",
                        "Traces, the newest first, that match all that is given: who, when, how long, operations, errors."
                                + " JSON, times in nanoseconds.",
                        Map.of(
                                "agent", text("Id of an agent."),
                                "session", text("Id of a session or conversation."),
                                "key", text("A memory key, or the pattern of a search."),
                                "namespace", text("A memory namespace."),
                                "status", text("ok or error."),
                                "since", text("Only the last time, such as 10m, 2h or 7d."),
                                "min_duration", text("Shortest duration, such as 500ms."),
                                "limit", rows()),
                        List.of(),
                        this::find),
                tool(
                        "trace",
                        "A trace: tasks, memory operations and the Redis commands beneath, as a timeline, or as JSON with"
                                + " all attributes and events.",
                        Map.of(
                                "id", text("Trace id, 32 hexadecimal digits; the latest trace if it is left out."),
                                "format", text("timeline (default) or json.")),
                        List.of(),
                        this::trace),
                tool(
                        "sql",
                        "One reading SQL statement of DuckDB on the views spans, metrics, memory_operations and findings."
                                + " CSV. DESCRIBE spans lists columns; attributes are attributes['memory.key'].",
                        Map.of("query", text("The statement.")),
                        List.of("query"),
                        arguments -> table(arguments.needed("query"))));
    }

    private SyncToolSpecification tool(
            String name, String description, Map<String, Object> properties, List<String> required, Work work) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        Tool tool = Tool.builder(name, schema)
                .description(description)
                .annotations(ToolAnnotations.builder()
                        .readOnlyHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
        return SyncToolSpecification.builder()
                .tool(tool)
                .callHandler((context, request) -> answer(name, properties, request.arguments(), work))
                .build();
    }

    private static CallToolResult answer(
            String name, Map<String, Object> properties, @Nullable Map<String, Object> given, Work work) {
        try {
            Map<String, Object> arguments = given == null ? Map.of() : given;
            for (String each : arguments.keySet()) {
                if (!properties.containsKey(each)) {
                    throw new IllegalArgumentException(name + " has no argument " + each + ".");
                }
            }
            return result(work.answer(new Arguments(arguments)), false);
        } catch (QueryException | IllegalArgumentException e) {
            return result(String.valueOf(e.getMessage()), true);
        } catch (SQLTransientException e) {
            return result(e.getMessage() + " Ask for less.", true);
        } catch (SQLException | RuntimeException e) {
            LOG.error("The tool {} failed", name, e);
            return result("The collector failed on this request.", true);
        }
    }

    private static CallToolResult result(String text, boolean isError) {
        String shown = text.length() <= MAX_CHARACTERS
                ? text
                : text.substring(0, MAX_CHARACTERS) + "\n... This is the beginning of " + text.length()
                        + " characters; ask for less.";
        return CallToolResult.builder(List.of(TextContent.builder(shown).build()))
                .isError(isError)
                .build();
    }

    private String overview(Arguments arguments) throws QueryException {
        return table(OVERVIEW.formatted(arguments.since("since"), arguments.rows()));
    }

    private String table(String sql) throws QueryException {
        Table table = queries.run(sql);
        return table.rows().isEmpty()
                ? "There are no rows."
                : TableCsv.render(table) + (table.truncated() ? "These are the first rows; there are more.\n" : "");
    }

    private String history(Arguments arguments) throws SQLException {
        String key = arguments.needed("key");
        Lineage found = lineages.read(key, arguments.text("namespace"), arguments.rows());
        return found.steps().isEmpty() ? "No operation on the key " + key + " has arrived." : LineageText.render(found);
    }

    private String find(Arguments arguments) throws SQLException {
        String status = arguments.text("status");
        if (status != null && !status.equals("ok") && !status.equals("error")) {
            throw new IllegalArgumentException("status is ok or error.");
        }
        TraceFilter filter = new TraceFilter(
                arguments.text("agent"),
                arguments.text("session"),
                arguments.text("key"),
                arguments.text("namespace"),
                status == null ? null : Boolean.valueOf(status.equals("error")),
                arguments.since("since"),
                TimeUnit.NANOSECONDS.convert(arguments.time("min_duration")));
        List<TraceSummary> found = traces.list(filter, arguments.rows());
        return found.isEmpty() ? "There is no such trace." : Json.write(TraceListJson.of(found));
    }

    private String trace(Arguments arguments) throws SQLException {
        String id = arguments.text("id");
        if (id == null) {
            id = traces.latest().map(TraceSummary::traceId).orElse("");
        }
        Optional<Trace> found = traces.read(id.toLowerCase(Locale.ROOT));
        if (found.isEmpty()) {
            return id.isEmpty() ? "No trace has arrived yet." : "There is no trace " + id + ".";
        }
        return "json".equals(arguments.text("format"))
                ? Json.write(SpanJson.array(found.get().spans()))
                : Timeline.render(found.get(), 0);
    }

    private static Map<String, Object> text(String description) {
        return Map.of("type", "string", "description", description);
    }

    private static Map<String, Object> rows() {
        return Map.of(
                "type",
                "integer",
                "description",
                "Most rows, " + DEFAULT_ROWS + " by default, at most " + MAX_ROWS + ".");
    }

    /** What a client gave; the messages of its IllegalArgumentExceptions are sentences. */
    private record Arguments(Map<String, Object> values) {

        @Nullable
        String text(String name) {
            Object value = values.get(name);
            if (value != null && !(value instanceof String)) {
                throw new IllegalArgumentException(name + " is a text.");
            }
            return value == null || value.toString().isEmpty() ? null : value.toString();
        }

        String needed(String name) {
            String text = text(name);
            if (text == null) {
                throw new IllegalArgumentException("Give " + name + ".");
            }
            return text;
        }

        Duration time(String name) {
            String text = text(name);
            return text == null ? Duration.ZERO : TimeSpan.parse(text);
        }

        /** Nanoseconds since 1970-01-01 UTC of so long ago; 0 where nothing is given. */
        long since(String name) {
            if (text(name) == null) {
                return 0;
            }
            return Math.max(
                    0,
                    TimeUnit.MILLISECONDS.toNanos(
                            Instant.now().minus(time(name)).toEpochMilli()));
        }

        int rows() {
            Object value = values.getOrDefault("limit", DEFAULT_ROWS);
            if (!(value instanceof Number number) || number.intValue() < 1 || number.intValue() > MAX_ROWS) {
                throw new IllegalArgumentException("limit is a number from 1 to " + MAX_ROWS + ".");
            }
            return number.intValue();
        }
    }
}
