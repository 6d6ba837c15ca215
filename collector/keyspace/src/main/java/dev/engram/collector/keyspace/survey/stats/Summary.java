package dev.engram.collector.keyspace.survey.stats;

import dev.engram.collector.keyspace.survey.key.FrequentItems;
import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.key.KnownKeys.Change;
import dev.engram.collector.keyspace.survey.key.TtlClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the keys looked at, and extrapolates to all keys where they are sampled: to a namespace by the number of its
 * keys, which is known, to the rest by the sampling's share.
 */
public final class Summary {

    /** Namespaces that a survey keeps. */
    private static final int NAMESPACES = 100;

    private static final int KEYS = 10;

    /** A sum over the keys looked at. */
    private static final class Sum {
        private long keys;
        private long bytes;
        private long withoutTtl;
    }

    private final Map<String, Sum> sums = new HashMap<>();
    private final Map<String, Share> types = new TreeMap<>();
    private final Map<TtlClass, Long> ttl = new EnumMap<>(TtlClass.class);
    private final List<NamespaceStats> namespaces = new ArrayList<>();
    private final List<BigKey> biggest;
    private final long keys;
    private long bytes;
    private long elsewhere;

    /**
     * Sums up.
     *
     * @param counted the keys of namespaces, sampled or not
     * @param change null in the first survey
     */
    public Summary(KnownKeys known, FrequentItems counted, long oneIn, @Nullable Change change) {
        Map<String, Share> lookedAt = new TreeMap<>();
        Map<TtlClass, Long> classes = new EnumMap<>(TtlClass.class);
        for (KnownKey key : known.all()) {
            Sum sum = sums.computeIfAbsent(key.namespace(), any -> new Sum());
            sum.keys++;
            sum.bytes += key.bytes();
            sum.withoutTtl += key.ttlMillis() < 0 ? 1 : 0;
            lookedAt.merge(key.type(), new Share(1, key.bytes()), (was, one) -> was.plus(one.keys(), one.bytes()));
            classes.merge(TtlClass.of(key.ttlMillis()), 1L, Long::sum);
        }
        keys = oneIn == 1 ? known.size() : counted.total();
        lookedAt.forEach((type, share) -> types.put(type, new Share(share.keys() * oneIn, share.bytes() * oneIn)));
        classes.forEach((each, count) -> ttl.put(each, count * oneIn));
        if (oneIn == 1) {
            sums.forEach((name, sum) -> namespace(name, sum.keys, sum, 1, change));
        } else {
            counted.top(NAMESPACES).forEach(item -> {
                Sum sum = sums.getOrDefault(item.text(), new Sum());
                namespace(item.text(), item.count(), sum, sum.keys == 0 ? 0 : (double) item.count() / sum.keys, change);
            });
        }
        namespaces.sort(
                Comparator.comparingLong(NamespaceStats::keys).reversed().thenComparing(NamespaceStats::name));
        namespaces
                .subList(Math.min(namespaces.size(), NAMESPACES), namespaces.size())
                .clear();
        elsewhere = keys - namespaces.stream().mapToLong(NamespaceStats::keys).sum();
        bytes = types.values().stream().mapToLong(Share::bytes).sum();
        biggest = known.all().stream()
                .filter(key -> key.bytes() > 0)
                .sorted(Comparator.comparingLong(KnownKey::bytes).reversed().thenComparing(KnownKey::name))
                .limit(KEYS)
                .map(key -> new BigKey(key.name(), key.namespace(), key.type(), key.bytes()))
                .toList();
    }

    private void namespace(String name, long count, Sum sum, double factor, @Nullable Change change) {
        long[] changed = change == null ? null : change.byNamespace().getOrDefault(name, new long[2]);
        namespaces.add(new NamespaceStats(
                name,
                count,
                Math.round(sum.bytes * factor),
                Math.round(sum.withoutTtl * factor),
                changed == null ? null : Math.round(changed[0] * factor),
                changed == null ? null : Math.round(changed[1] * factor)));
    }

    public long keys() {
        return keys;
    }

    public long bytes() {
        return bytes;
    }

    public Map<String, Share> types() {
        return types;
    }

    public Map<TtlClass, Long> ttl() {
        return ttl;
    }

    public List<NamespaceStats> namespaces() {
        return List.copyOf(namespaces);
    }

    /** Keys of further namespaces. */
    public long elsewhere() {
        return elsewhere;
    }

    public List<BigKey> biggest() {
        return biggest;
    }
}
