package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.redis.KeyNames;
import dev.engram.collector.keyspace.redis.KeyScan;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.key.FrequentItems;
import dev.engram.collector.keyspace.survey.key.KeyFact;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import dev.engram.collector.keyspace.survey.key.Sampling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One scan of the keyspace: counts all keys by namespace, and notes the facts of those that are looked at. */
final class KeyspaceScan {

    /** Namespaces told apart exactly. */
    private static final int NAMESPACES = 2_000;

    private final RedisServer server;
    private final FactReader facts;
    private final Sampling sampling;
    private final KnownKeys known;
    private final Namespaces split;
    private final Progress progress;
    private final FrequentItems namespaces = new FrequentItems(NAMESPACES);

    KeyspaceScan(
            RedisServer server,
            FactReader facts,
            Sampling sampling,
            KnownKeys known,
            Namespaces split,
            Progress progress) {
        this.server = server;
        this.facts = facts;
        this.sampling = sampling;
        this.known = known;
        this.split = split;
        this.progress = progress;
    }

    /**
     * Scans once.
     *
     * @param pattern as Redis matches keys; null for all
     * @param survey its number; what it sees is noted under it
     * @param first whether there was no survey before
     * @param total how many keys there are about; 0 where that is not known
     */
    void run(@Nullable String pattern, long survey, boolean first, Instant now, long total) throws RedisException {
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
                note(taken, survey, first, now);
            }
            progress.at("Looking at keys", namespaces.total(), total);
        });
        note(taken, survey, first, now);
    }

    private void note(List<byte[]> taken, long survey, boolean first, Instant now) throws RedisException {
        for (KeyFact fact : facts.read(taken)) {
            known.seen(fact, survey, first, now);
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
