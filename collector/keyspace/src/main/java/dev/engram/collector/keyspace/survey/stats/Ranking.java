package dev.engram.collector.keyspace.survey.stats;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.usage.Usage;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** The keys used most, by what the source of usage measures. By idle time it is those not used for longest. */
public final class Ranking {

    private static final int KEYS = 10;

    private Ranking() {}

    public static List<UsedKey> rank(KnownKeys keys, Usage usage) {
        ToLongFunction<KnownKey> measure = switch (usage.source()) {
            case SPANS -> key -> usage.used(key.name()).all();
            case FREQUENCY -> KnownKey::frequency;
            case IDLE -> KnownKey::idleSeconds;
            case PRESENCE -> KnownKey::surveys;
        };
        long least = usage.source() == UsageSource.PRESENCE ? 2 : 1;
        return keys.all().stream()
                .filter(key -> measure.applyAsLong(key) >= least)
                .sorted(Comparator.comparingLong(measure).reversed().thenComparing(KnownKey::name))
                .limit(KEYS)
                .map(key -> new UsedKey(
                        key.name(),
                        key.namespace(),
                        measure.applyAsLong(key),
                        usage.used(key.name()).who()))
                .toList();
    }
}
