package dev.engram.collector.keyspace.survey.usage;

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

    private static final String OPERATIONS = """
            SELECT namespace, %s AS key, operation, coalesce(agent, '') AS agent,
              count(*) AS accesses, count(*) FILTER (end_unix_nano >= %d) AS recent, max(end_unix_nano) AS last
            FROM memory_operations
            WHERE operation IN ('store', 'retrieve', 'search', 'delete', 'validate', 'enrich') AND NOT failed AND NOT nested AND %s
            GROUP BY ALL ORDER BY accesses DESC, last DESC LIMIT %d""";

    private final Query query;

    public SpanAccess(Query query) {
        this.query = query;
    }

    @Override
    public Accesses read(Instant since) throws Unavailable {
        long nanos = since.getEpochSecond() * 1_000_000_000L + since.getNano();
        Table byKey = query.run(String.format(
                OPERATIONS, "memory_operations.key", nanos, "operation <> 'search' AND key IS NOT NULL", KEYS));
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
