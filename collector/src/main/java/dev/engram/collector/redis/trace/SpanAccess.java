package dev.engram.collector.redis.trace;

import dev.engram.collector.model.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What agents did with their memory, by the spans that a collector holds. Failed operations and those that are parts of
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

    private static final String FROM = """
            attributes['memory.operation'] AS operation,
              coalesce(attributes['agent.id'], '') AS agent,
              count(*) AS accesses, count(*) FILTER (WHERE end_unix_nano >= %d) AS recent, max(end_unix_nano) AS last
            FROM spans
            WHERE attributes['memory.namespace'] IS NOT NULL AND status_code <> 'ERROR'
              AND attributes['memory.nested'] IS NOT TRUE
              AND attributes['memory.operation'] IN ('store', 'retrieve', 'search', 'delete', 'validate', 'enrich')
            """;

    private static final String BY_KEY = "SELECT attributes['memory.namespace'] AS namespace,"
            + " attributes['memory.key'] AS key, " + FROM
            + "  AND attributes['memory.operation'] <> 'search' AND attributes['memory.key'] IS NOT NULL\n"
            + "GROUP BY ALL ORDER BY accesses DESC, last DESC LIMIT " + KEYS;

    private static final String BY_NAMESPACE = "SELECT attributes['memory.namespace'] AS namespace, '' AS key, " + FROM
            + "GROUP BY ALL ORDER BY accesses DESC LIMIT " + KEYS;

    private final Query query;

    public SpanAccess(Query query) {
        this.query = query;
    }

    @Override
    public Accesses read(Instant since) throws Unavailable {
        long nanos = since.getEpochSecond() * 1_000_000_000L + since.getNano();
        Table byKey = query.run(String.format(BY_KEY, nanos));
        Table byNamespace = query.run(String.format(BY_NAMESPACE, nanos));
        return new Accesses(
                accesses(byKey),
                accesses(byNamespace),
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

    private static String text(@Nullable Object cell) {
        return cell == null ? "" : cell.toString();
    }

    private static long number(@Nullable Object cell) {
        return cell instanceof Number number ? new BigDecimal(number.toString()).longValue() : 0;
    }
}
