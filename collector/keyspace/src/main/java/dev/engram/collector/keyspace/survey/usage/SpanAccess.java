package dev.engram.collector.keyspace.survey.usage;

import dev.engram.collector.common.model.MemoryOperations;
import dev.engram.collector.common.model.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What agents did with their memory, and Redis commands with their keys, by the spans that a collector holds. Failed operations and those that are parts of
 * others do not count.
 */
public final class SpanAccess implements AccessLog {

    /** Runs SQL on a collector's views. */
    @FunctionalInterface
    public interface Query {
        Table run(String sql) throws Unavailable;
    }

    /** Keys told one by one; what a collector gives at most, unless it is set otherwise. */
    private static final int KEYS = 10_000;

    /** In the words of either convention. A memory operation that names no agent is that of the span around it. */
    private static final String OPERATIONS =
            """
            WITH around AS (
              SELECT trace_id, span_id, coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']) AS agent
              FROM spans WHERE coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']) IS NOT NULL
            ), operations AS (
              SELECT trace_id, parent_span_id,
                coalesce(attributes['memory.namespace'], attributes['gen_ai.memory.store.id'],
                  attributes['gen_ai.data_source.id']) AS namespace,
                coalesce(attributes['memory.key'], attributes['gen_ai.memory.record.id']) AS key,
                coalesce(attributes['memory.operation'], $genAi) AS operation,
                coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']) AS own, end_unix_nano
              FROM spans
              WHERE status_code <> 'ERROR' AND attributes['memory.nested'] IS NOT TRUE
            )
            SELECT namespace, %s AS key, operation, coalesce(own, agent, '') AS agent,
              count(*) AS accesses, count(*) FILTER (WHERE end_unix_nano >= %d) AS recent, max(end_unix_nano) AS last
            FROM operations LEFT JOIN around
              ON own IS NULL AND around.trace_id = operations.trace_id AND around.span_id = parent_span_id
            WHERE operation IN ('store', 'retrieve', 'search', 'delete', 'validate', 'enrich') AND namespace IS NOT NULL AND %s
            GROUP BY ALL ORDER BY accesses DESC, last DESC LIMIT %d""".replace("$genAi", MemoryOperations.sqlCase("attributes['gen_ai.operation.name']"));

    private final Query query;

    public SpanAccess(Query query) {
        this.query = query;
    }

    @Override
    public Accesses read(Instant since) throws Unavailable {
        long nanos = since.getEpochSecond() * 1_000_000_000L + since.getNano();
        Table byKey = query.run(
                String.format(OPERATIONS, "operations.key", nanos, "operation <> 'search' AND key IS NOT NULL", KEYS));
        Table byNamespace = query.run(String.format(OPERATIONS, "''", nanos, "true", KEYS));
        return new Accesses(
                accesses(byKey),
                accesses(byNamespace),
                CommandAccess.read(query, nanos, KEYS),
                byKey.truncated() || byKey.rows().size() == KEYS);
    }

    private static List<Access> accesses(Table table) {
        List<Access> accesses = new ArrayList<>(table.rows().size());
        for (List<@Nullable Object> row : table.rows()) {
            long last = number(row.get(6));
            accesses.add(new Access(
                    text(row.get(0)),
                    text(row.get(1)),
                    text(row.get(2)),
                    text(row.get(3)),
                    number(row.get(4)),
                    number(row.get(5)),
                    Instant.ofEpochSecond(last / 1_000_000_000L, last % 1_000_000_000L)));
        }
        return accesses;
    }

    static String text(@Nullable Object cell) {
        return cell == null ? "" : cell.toString();
    }

    static long number(@Nullable Object cell) {
        return cell instanceof Number number ? new BigDecimal(number.toString()).longValue() : 0;
    }
}
