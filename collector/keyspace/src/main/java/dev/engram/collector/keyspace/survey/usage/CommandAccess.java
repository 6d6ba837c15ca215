package dev.engram.collector.keyspace.survey.usage;

import dev.engram.collector.common.model.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Redis commands did with keys of the server, by their spans: these have the exact key, whatever memory it belongs to. A batch has
 * its commands in one string, whose words may be keys; {@link Usage} takes those that the server has.
 */
final class CommandAccess {
    private static final String QUERY = """
            SELECT %s AS command, %s AS key, coalesce(attributes['agent.id'], attributes['gen_ai.agent.id'], '') AS agent,
              count(*) AS accesses, count(*) FILTER (WHERE end_unix_nano >= %d) AS recent, max(end_unix_nano) AS last
            FROM spans
            WHERE status_code <> 'ERROR' AND attributes['db.system.name'] = 'redis'
              AND attributes['db.query.text'] IS NOT NULL AND attributes['redis.key'] IS %s NULL
            GROUP BY ALL ORDER BY accesses DESC, last DESC LIMIT %d""";

    private static final Set<String> DELETES = Set.of("DEL", "UNLINK", "GETDEL");
    private static final Set<String> SEARCHES = Set.of("VSIM", "FT.SEARCH", "FT.AGGREGATE");

    /** What begins like this reads. */
    private static final List<String> READS = List.of(
            "GET",
            "MGET",
            "STRLEN",
            "SUBSTR",
            "HGET",
            "HMGET",
            "HKEYS",
            "HVALS",
            "HLEN",
            "HSTRLEN",
            "HEXISTS",
            "HSCAN",
            "HRANDFIELD",
            "LRANGE",
            "LINDEX",
            "LLEN",
            "LPOS",
            "SMEMBERS",
            "SISMEMBER",
            "SMISMEMBER",
            "SCARD",
            "SRANDMEMBER",
            "SSCAN",
            "SINTER",
            "SUNION",
            "SDIFF",
            "ZRANGE",
            "ZREVRANGE",
            "ZSCORE",
            "ZMSCORE",
            "ZCARD",
            "ZCOUNT",
            "ZRANK",
            "ZREVRANK",
            "ZSCAN",
            "ZLEXCOUNT",
            "XRANGE",
            "XREVRANGE",
            "XREAD",
            "XLEN",
            "JSON.GET",
            "JSON.MGET",
            "BITCOUNT",
            "PFCOUNT",
            "GEOSEARCH",
            "GEOPOS",
            "GEODIST",
            "VCARD",
            "VDIM",
            "VEMB",
            "VGETATTR",
            "VINFO",
            "VLINKS");

    /** What reads and begins as a write does, or the other way round. */
    private static final Set<String> WRITES_ALL_THE_SAME =
            Set.of("GETSET", "SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE", "ZRANGESTORE");

    /** Neither reads nor changes what a key holds. */
    private static final Set<String> HOUSEKEEPING = Set.of(
            "EXPIRE",
            "PEXPIRE",
            "EXPIREAT",
            "PEXPIREAT",
            "PERSIST",
            "TTL",
            "PTTL",
            "EXPIRETIME",
            "TYPE",
            "EXISTS",
            "TOUCH",
            "OBJECT",
            "MEMORY",
            "DUMP",
            "WATCH",
            "SCAN",
            "KEYS",
            "MULTI",
            "EXEC");

    private CommandAccess() {}

    /**
     * Reads both kinds.
     *
     * @param nanos what is newer counts as recent
     * @param most rows of each
     */
    static List<Access> read(SpanAccess.Query query, long nanos, int most) throws AccessLog.Unavailable {
        List<Access> accesses = new ArrayList<>();
        Table single = query.run(String.format(
                Locale.ROOT, QUERY, "attributes['db.operation.name']", "attributes['redis.key']", nanos, "NOT", most));
        for (List<@Nullable Object> row : single.rows()) {
            add(accesses, SpanAccess.text(row.get(0)), SpanAccess.text(row.get(1)), row);
        }
        Table batches =
                query.run(String.format(Locale.ROOT, QUERY, "attributes['db.query.text']", "''", nanos, "", most));
        for (List<@Nullable Object> row : batches.rows()) {
            for (String statement : SpanAccess.text(row.get(0)).split(";", -1)) {
                List<String> words = List.of(statement.strip().split(" ", -1));
                for (String word : new LinkedHashSet<>(words.subList(1, words.size()))) {
                    if (!word.equals("?")) {
                        add(accesses, words.get(0), word, row);
                    }
                }
            }
        }
        return accesses;
    }

    private static void add(List<Access> to, String command, String key, List<@Nullable Object> row) {
        String operation = operation(command.toUpperCase(Locale.ROOT));
        if (operation != null) {
            long last = SpanAccess.number(row.get(5));
            to.add(new Access(
                    "",
                    key,
                    operation,
                    SpanAccess.text(row.get(2)),
                    SpanAccess.number(row.get(3)),
                    SpanAccess.number(row.get(4)),
                    Instant.ofEpochSecond(last / 1_000_000_000L, last % 1_000_000_000L)));
        }
    }

    /** Null if it is none. */
    private static @Nullable String operation(String command) {
        if (HOUSEKEEPING.contains(command)) {
            return null;
        }
        if (DELETES.contains(command)) {
            return "delete";
        }
        if (SEARCHES.contains(command)) {
            return "search";
        }
        return !WRITES_ALL_THE_SAME.contains(command) && READS.stream().anyMatch(command::startsWith)
                ? "retrieve"
                : "store";
    }
}
