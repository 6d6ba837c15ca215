package dev.engram.collector.redis.trace;

import dev.engram.collector.redis.KeyNames;
import dev.engram.collector.redis.KeyScan;
import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.RedisServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One walk through the keyspace: counts all keys by namespace, and notes the facts of those that are looked at. */
final class Walk {

    /** Namespaces told apart exactly. */
    private static final int NAMESPACES = 2_000;

    private final RedisServer server;
    private final FactReader facts;
    private final Sampling sampling;
    private final KnownKeys known;
    private final Namespaces split;
    private final FrequentItems namespaces = new FrequentItems(NAMESPACES);

    Walk(RedisServer server, FactReader facts, Sampling sampling, KnownKeys known, Namespaces split) {
        this.server = server;
        this.facts = facts;
        this.sampling = sampling;
        this.known = known;
        this.split = split;
    }

    /**
     * Walks once.
     *
     * @param pattern as Redis matches keys; null for all
     * @param trace its number; what it sees is noted under it
     * @param first whether there was no trace before
     */
    void walk(@Nullable String pattern, long trace, boolean first, Instant now) throws RedisException {
        List<byte[]> taken = new ArrayList<>();
        KeyScan.gentle(server, pattern).forEach((node, keys) -> {
            for (byte[] key : keys) {
                namespaces.add(split.of(KeyNames.show(key)));
                if (sampling.takes(key)) {
                    taken.add(key);
                }
            }
            // Of a sample a SCAN gives few: they are asked for together with those of the next.
            if (taken.size() >= FactReader.TOGETHER) {
                note(taken, trace, first, now);
            }
        });
        note(taken, trace, first, now);
    }

    private void note(List<byte[]> taken, long trace, boolean first, Instant now) throws RedisException {
        for (KeyFact fact : facts.read(taken)) {
            known.seen(fact, trace, first, now);
        }
        taken.clear();
        while (sampling.halveAbove(known.size())) {
            known.keepOnly(sampling);
        }
    }

    /** How many keys each namespace has. */
    FrequentItems namespaces() {
        return namespaces;
    }
}
