package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.KeyType;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import dev.engram.collector.keyspace.survey.key.Companions;
import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Finds companions whose owner is gone: of those whose owner the scan has not seen the server is asked. */
final class Orphans {

    private static final int TOGETHER = 16;

    private final RedisServer server;
    private final String suffix;

    /**
     * A search.
     *
     * @param suffix what the names of companions end with; empty for none
     */
    Orphans(RedisServer server, String suffix) {
        this.server = server;
        this.suffix = suffix;
    }

    List<KnownKey> find(KnownKeys keys) throws RedisException {
        List<KnownKey> orphans = new ArrayList<>();
        if (suffix.isEmpty()) {
            return orphans;
        }
        List<KnownKey> doubtful = new ArrayList<>();
        for (KnownKey key : keys.all()) {
            byte[] owner = Companions.owner(key.raw(), suffix);
            if (owner != null && !keys.contains(owner)) {
                doubtful.add(key);
                if (doubtful.size() == TOGETHER) {
                    ask(doubtful, orphans);
                }
            }
        }
        ask(doubtful, orphans);
        return orphans;
    }

    private void ask(List<KnownKey> doubtful, List<KnownKey> orphans) throws RedisException {
        Requests requests = server.requests();
        for (KnownKey key : doubtful) {
            byte[] owner = Companions.owner(key.raw(), suffix);
            if (owner != null) {
                requests.key(owner).add(Command.TYPE, owner);
            }
        }
        List<@Nullable Object> types = requests.size() == 0 ? List.of() : requests.send();
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) instanceof byte[] type
                    && new String(type, StandardCharsets.US_ASCII).equals(KeyType.NO_KEY)) {
                orphans.add(doubtful.get(i));
            }
        }
        doubtful.clear();
    }
}
