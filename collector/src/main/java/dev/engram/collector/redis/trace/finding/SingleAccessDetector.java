package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
import dev.engram.collector.redis.trace.KnownKeys;
import dev.engram.collector.redis.trace.Touches;
import dev.engram.collector.redis.trace.TraceStats;
import dev.engram.collector.redis.trace.Usage;
import dev.engram.collector.redis.trace.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keys that were written and not used since, by namespace, as well as the source of usage can tell. A key is never called
 * so while it is young.
 */
final class SingleAccessDetector implements Detector {

    private static final int EXAMPLES = 3;

    /** What a new key's counter starts with, where the server counts. */
    private static final long NEW_FREQUENCY = 5;

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        switch (look.now().usage().source()) {
            case SPANS -> each(look, found, key -> bySpans(look, key), "written once and never read, by spans");
            case FREQUENCY ->
                each(
                        look,
                        found,
                        key -> isOldEnough(look, key) && isRarelyUsed(key),
                        "whose counter of accesses is no higher than a new key's");
            case IDLE ->
                each(
                        look,
                        found,
                        key -> isOldEnough(look, key) && isIdleSinceKnown(look, key),
                        "that nobody has used since they were first seen");
            case PRESENCE -> byPresence(look, found);
        }
    }

    private static boolean bySpans(Look look, KnownKey key) {
        Usage usage = look.now().usage();
        Touches touches = usage.key(key.name());
        return touches.writes() == 1
                && touches.reads() == 0
                // A search reads keys without naming them.
                && usage.namespace(key.namespace()).searches() == 0
                && !touches.last()
                        .plus(look.rules().unusedAfter())
                        .isAfter(look.now().time());
    }

    private static boolean isOldEnough(Look look, KnownKey key) {
        return key.traces() >= look.rules().fullWindow()
                && age(look, key).compareTo(look.rules().unusedAfter()) >= 0;
    }

    private static boolean isRarelyUsed(KnownKey key) {
        return key.frequency() >= 0 && key.frequency() <= NEW_FREQUENCY;
    }

    private static boolean isIdleSinceKnown(Look look, KnownKey key) {
        return key.idleSeconds() >= age(look, key).toSeconds();
    }

    private static Duration age(Look look, KnownKey key) {
        return Duration.between(key.firstSeen(), look.now().time());
    }

    private static void each(Look look, Consumer<Finding> found, Predicate<KnownKey> single, String how) {
        Map<String, List<KnownKey>> unused = new TreeMap<>();
        for (KnownKey key : look.keys().all()) {
            if (single.test(key)) {
                unused.computeIfAbsent(key.namespace(), any -> new ArrayList<>())
                        .add(key);
            }
        }
        unused.forEach((namespace, keys) -> {
            long bytes = look.scaled(keys.stream().mapToLong(KnownKey::bytes).sum());
            String says = namespace + " has " + Words.keys(look.scaled(keys.size())) + " " + how
                    + (bytes > 0 ? " (" + Words.bytes(bytes) + ")" : "") + ".";
            found.accept(finding(
                    look,
                    namespace,
                    says,
                    look.scaled(keys.size()),
                    bytes,
                    keys.stream().map(KnownKey::name).sorted().limit(EXAMPLES).toList()));
        });
    }

    private static void byPresence(Look look, Consumer<Finding> found) {
        if (look.traces() < look.rules().fullWindow()) {
            return;
        }
        Map<String, long[]> counts = new TreeMap<>();
        Map<String, List<String>> examples = new TreeMap<>();
        for (KnownKeys.SeenOnce once : look.keys().seenOnce()) {
            counts.computeIfAbsent(once.namespace(), any -> new long[1])[0] += once.keys();
            examples.computeIfAbsent(once.namespace(), any -> new ArrayList<>()).addAll(once.examples());
        }
        counts.forEach((namespace, count) -> found.accept(finding(
                look,
                namespace,
                namespace + " had " + Words.keys(look.scaled(count[0])) + " seen in a single trace of the last "
                        + look.traces() + " and no more.",
                look.scaled(count[0]),
                0,
                examples.getOrDefault(namespace, List.of()).stream()
                        .sorted()
                        .limit(EXAMPLES)
                        .toList())));
    }

    private static Finding finding(
            Look look, String namespace, String says, long keys, long bytes, List<String> examples) {
        TraceStats now = look.now();
        return new Finding(
                FindingKind.SINGLE_ACCESS,
                Severity.INFO,
                namespace,
                says,
                Words.numbers("keys", keys, "bytes", bytes),
                examples,
                now.usage().writerIn(namespace),
                now.usage().source() == UsageSource.PRESENCE
                        ? "If nothing reads them, do not store them."
                        : "If nothing will read them, do not store them, or give them a short TTL.");
    }
}
