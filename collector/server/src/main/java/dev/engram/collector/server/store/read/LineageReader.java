package dev.engram.collector.server.store.read;

import dev.engram.collector.common.model.KeyUse;
import dev.engram.collector.common.model.Lineage;
import dev.engram.collector.common.model.MemoryOperations;
import dev.engram.collector.server.store.Store;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Reads from the store who used a memory key, in the words of either convention. Thread-safe. */
public final class LineageReader {

    /** Operations that are read at most. */
    public static final int MAX_OPERATIONS = 1000;

    /** An operation without an agent has that of the span around it; one without a server, that of a command beneath it. */
    private static final String USES = """
            SELECT u.* REPLACE (
                   coalesce(agent,
                     (SELECT any_value(coalesce(p."a.agent.id"::VARCHAR, p."a.gen_ai.agent.id"::VARCHAR))
                      FROM store.span p WHERE p.trace_id = u.trace_id AND p.span_id = u.parent_span_id)) AS agent,
                   coalesce(server,
                     (SELECT any_value(c."a.server.address") FROM store.span c
                      WHERE c.trace_id = u.trace_id AND c.parent_span_id = u.span_id
                        AND c."a.db.system.name" IS NOT NULL)) AS server)
            FROM (
              SELECT start_unix_nano,
                     coalesce("a.memory.operation"::VARCHAR, "a.gen_ai.operation.name"::VARCHAR, name) AS operation,
                     coalesce("a.agent.id"::VARCHAR, "a.gen_ai.agent.id"::VARCHAR) AS agent,
                     service_name,
                     coalesce("a.memory.namespace", "a.gen_ai.memory.store.id", "a.gen_ai.data_source.id") AS namespace,
                     "a.memory.found"::VARCHAR AS found,
                     try_cast("a.gen_ai.memory.record.count" AS BIGINT) AS records,
                     try_cast("a.memory.value_size" AS BIGINT) AS size,
                     status_code = 'ERROR' AS failed, trace_id, span_id, parent_span_id,
                     coalesce("a.memory.nested"::VARCHAR, 'false') = 'true' AS part, links, seq,
                     "a.server.address" AS server
              FROM store.span
              WHERE coalesce("a.memory.key"::VARCHAR, "a.gen_ai.memory.record.id"::VARCHAR) = ?
                AND (? OR coalesce(namespace, 'default') = ?)
              ORDER BY start_unix_nano DESC, seq DESC
              LIMIT ?) u
            ORDER BY start_unix_nano DESC, seq DESC""";

    private final Store store;

    public LineageReader(Store store) {
        this.store = store;
    }

    /**
     * The latest operations on the key.
     *
     * @param namespace null for all
     * @param limit how many at most, up to {@link #MAX_OPERATIONS}
     */
    public Lineage read(String key, @Nullable String namespace, int limit) throws SQLException {
        int most = Math.min(limit, MAX_OPERATIONS);
        List<Row> rows = new ArrayList<>();
        try (DuckDBConnection connection = store.connect();
                PreparedStatement statement = connection.prepareStatement(USES)) {
            statement.setString(1, key);
            statement.setBoolean(2, namespace == null);
            statement.setString(3, namespace == null ? "" : namespace);
            statement.setInt(4, most + 1);
            boolean unused = Reads.read(statement, result -> {
                while (result.next()) {
                    rows.add(row(result));
                }
                return true;
            });
        }
        boolean truncated = rows.size() > most;
        List<Row> newest = rows.subList(0, Math.min(most, rows.size()));
        Collections.reverse(newest);
        return Lineage.of(key, namespace, withoutParts(newest), truncated);
    }

    /**
     * An operation with its place in the trace.
     *
     * @param isPart whether it is a part of another operation
     */
    private record Row(KeyUse use, String parentSpanId, boolean isPart) {}

    /** A store that updates itself to add something is one operation, not two. */
    private static List<KeyUse> withoutParts(List<Row> rows) {
        Set<String> spans = new HashSet<>();
        rows.forEach(row -> spans.add(row.use().traceId() + row.use().spanId()));
        return rows.stream()
                .filter(row -> !row.isPart() || !spans.contains(row.use().traceId() + row.parentSpanId()))
                .map(Row::use)
                .toList();
    }

    /** The first link: the agent's, to the store that wrote what was found. */
    private static @Nullable String linked(String links) {
        return SpanDetails.readLinks(links).stream()
                .findFirst()
                .map(link -> KeyUse.place(link.traceId(), link.spanId()))
                .orElse(null);
    }

    private static Row row(ResultSet row) throws SQLException {
        String operation = MemoryOperations.GEN_AI.getOrDefault(row.getString(2), row.getString(2));
        String found = row.getString(6);
        Object count = row.getObject(7);
        Object size = row.getObject(8);
        Boolean isFound = found != null ? Boolean.valueOf(found) : null;
        if (isFound == null && operation.equals("retrieve") && count instanceof Number records) {
            isFound = records.longValue() > 0;
        }
        KeyUse use = new KeyUse(
                row.getLong(1),
                operation,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                isFound,
                size instanceof Number bytes ? bytes.longValue() : null,
                row.getBoolean(9),
                row.getString(10),
                row.getString(11),
                row.getString(16),
                operation.equals("retrieve") ? linked(row.getString(14)) : null);
        return new Row(use, row.getString(12), row.getBoolean(13));
    }
}
