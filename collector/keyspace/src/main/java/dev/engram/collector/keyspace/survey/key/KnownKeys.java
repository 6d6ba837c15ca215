package dev.engram.collector.keyspace.survey.key;

import dev.engram.collector.keyspace.redis.KeyNames;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The keys looked at one by one, from survey to survey. At most so many as {@link Sampling} lets through, and of those
 * that have gone a few names a survey.
 *
 * <p>Not thread-safe.
 */
public final class KnownKeys {

    /** Names kept of keys that were seen once and then no more, for each survey and namespace. */
    private static final int EXAMPLES = 5;

    /** Namespaces told apart among those keys, for each survey. */
    private static final int NAMESPACES = 200;

    /**
     * Keys that one survey saw for the first and last time.
     *
     * @param survey the one that found them gone
     */
    public record SeenOnce(long survey, String namespace, long keys, List<String> examples) {}

    /**
     * What has come and gone since the survey before, of the keys that are looked at. What came during a survey that
     * failed counts with the next one.
     *
     * @param expired those of the removed ones whose time to live had run out
     * @param byNamespace added and removed of each
     */
    public record Change(long added, long removed, long expired, Map<String, long[]> byNamespace) {}

    private final Namespaces namespaces;
    private final Map<KeyRef, KnownKey> keys = new HashMap<>();
    private final Deque<SeenOnce> seenOnce = new ArrayDeque<>();

    public KnownKeys(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * Notes a key.
     *
     * @param first whether this is the surveyor's first survey
     */
    public void seen(KeyFact fact, long survey, boolean first, Instant now) {
        KeyRef ref = fact.name();
        KnownKey key = keys.get(ref);
        if (key == null) {
            String namespace = namespaces.of(ref.toString());
            key = new KnownKey(KeyNames.brief(ref.bytes()), namespace, fact, now, first);
            keys.put(ref, key);
        }
        key.seen(fact, survey);
    }

    /** Forgets the keys that are not looked at any more. They count neither as added nor as removed. */
    public void keepOnly(Sampling sampling) {
        keys.keySet().removeIf(ref -> !sampling.takes(ref.bytes()));
    }

    /**
     * Ends a survey: forgets the keys that it did not see, and says what changed.
     *
     * @param lastTime when the survey before began
     * @param window surveys for which names of keys seen once are kept
     */
    public Change settle(long survey, Instant lastTime, Instant now, int window) {
        long added = 0;
        long removed = 0;
        long expired = 0;
        Map<String, long[]> changes = new HashMap<>();
        Map<String, List<String>> onceExamples = new HashMap<>();
        Map<String, long[]> onceCounts = new HashMap<>();
        Iterator<KnownKey> each = keys.values().iterator();
        while (each.hasNext()) {
            KnownKey key = each.next();
            if (key.isIn(survey)) {
                if (key.settle()) {
                    added++;
                    changes.computeIfAbsent(key.namespace(), any -> new long[2])[0]++;
                }
                continue;
            }
            each.remove();
            if (key.isNew()) { // seen by a survey that failed, and never counted
                continue;
            }
            removed++;
            changes.computeIfAbsent(key.namespace(), any -> new long[2])[1]++;
            if (key.wouldBeExpired(lastTime, now)) {
                expired++;
            }
            // Of a key that was there before the first survey nobody knows for how long.
            if (key.surveys() == 1 && !key.wasThere()) {
                noteSeenOnce(key, onceCounts, onceExamples);
            }
        }
        onceCounts.forEach((namespace, count) -> seenOnce.add(new SeenOnce(
                survey, namespace, count[0], List.copyOf(onceExamples.getOrDefault(namespace, List.of())))));
        while (!seenOnce.isEmpty() && seenOnce.getFirst().survey() <= survey - window) {
            seenOnce.removeFirst();
        }
        return new Change(added, removed, expired, changes);
    }

    private static void noteSeenOnce(KnownKey key, Map<String, long[]> counts, Map<String, List<String>> examples) {
        if (counts.size() >= NAMESPACES && !counts.containsKey(key.namespace())) {
            return;
        }
        counts.computeIfAbsent(key.namespace(), any -> new long[1])[0]++;
        List<String> names = examples.computeIfAbsent(key.namespace(), any -> new ArrayList<>());
        if (names.size() < EXAMPLES) {
            names.add(key.name());
        }
    }

    /** All keys of the last survey that are looked at. */
    public Collection<KnownKey> all() {
        return Collections.unmodifiableCollection(keys.values());
    }

    /** What was seen once and then no more, over the window. */
    public Collection<SeenOnce> seenOnce() {
        return Collections.unmodifiableCollection(seenOnce);
    }

    public boolean contains(byte[] key) {
        return keys.containsKey(new KeyRef(key));
    }

    public int size() {
        return keys.size();
    }
}
