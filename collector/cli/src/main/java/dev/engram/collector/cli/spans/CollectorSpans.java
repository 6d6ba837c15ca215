package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TableJson;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.usage.AccessLog;
import dev.engram.collector.keyspace.survey.usage.SpanAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a running collector knows of a Redis: who used it, and where it is. */
public final class CollectorSpans {

    private static final String SERVERS = """
            SELECT attributes['server.address'] AS host, coalesce(attributes['server.port'], 6379) AS port
            FROM spans WHERE attributes['db.system.name'] = 'redis' AND attributes['server.address'] IS NOT NULL
            GROUP BY ALL ORDER BY max(end_unix_nano) DESC LIMIT 10""";

    private final ApiClient client;

    public CollectorSpans(ApiClient client) {
        this.client = client;
    }

    /** Accesses by the collector's spans; unavailable where none answers. */
    public AccessLog accesses() {
        return new SpanAccess(sql -> {
            try {
                return TableJson.read(client.query(sql));
            } catch (Failure e) {
                throw new AccessLog.Unavailable(half(String.valueOf(e.getMessage())), e);
            }
        });
    }

    /** As the second half of a sentence. */
    private static String half(String sentence) {
        String start = sentence.substring(0, 1).toLowerCase(Locale.ROOT);
        return start + sentence.substring(1).replaceFirst("\\.$", "");
    }

    /**
     * The Redis that the collector's spans name; empty where no collector answers, or its spans name none.
     *
     * @throws Failure where they name several
     */
    public Optional<RedisAddress> redis() throws Failure {
        Table table;
        try {
            table = TableJson.read(client.query(SERVERS));
        } catch (Failure e) {
            // Without a collector there is the default address; where nothing answers there, that will be said.
            return Optional.empty();
        }
        List<String> servers = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            String host = String.valueOf(row.get(0));
            servers.add("redis://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + row.get(1));
        }
        if (servers.size() > 1) {
            throw new Failure("The collector's spans name several servers (" + String.join(", ", servers)
                    + "); say which with --redis.");
        }
        try {
            return servers.isEmpty() ? Optional.empty() : Optional.of(RedisAddress.parse(servers.get(0)));
        } catch (RedisException e) {
            throw new Failure(
                    "The collector's spans name a server in a way that is no address (" + servers.get(0)
                            + "); say which with --redis.",
                    e);
        }
    }
}
