package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.Severity;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.AccessCounts;
import dev.engram.collector.keyspace.survey.usage.Usage;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Keys that were written and not used since, by namespace, as well as the source of usage can tell. A key is never called
 * so while it is young.
 */
public final class SingleAccessDetector implements Detector {

    private static final int EXAMPLES = 3;

    /** What a new key's counter starts with, where the server counts. */
    private static final long NEW_FREQUENCY = 5;

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        Map<String, List<KnownKey>> unused = new TreeMap<>();
        for (KnownKey key : input.keys().all()) {
            if (isSingle(input, key)) {
                unused.computeIfAbsent(key.namespace(), any -> new ArrayList<>())
                        .add(key);
            }
        }
        unused.forEach((namespace, keys) -> found.accept(finding(input, namespace, keys)));
        byPresence(input, found);
    }

    /** Whether a key was written and not used since, as far as the source of its namespace tells. */
    public static boolean isSingle(DetectorInput input, KnownKey key) {
        return switch (input.now().usage().source(key.namespace())) {
            case SPANS -> bySpans(input, key);
            case FREQUENCY -> isOldEnough(input, key) && isRarelyUsed(key);
            case IDLE -> isOldEnough(input, key) && isIdleSinceKnown(input, key);
            case PRESENCE -> false; // It takes several surveys, and then the key is gone.
        };
    }

    private static String how(UsageSource source) {
        return switch (source) {
            case SPANS -> "written once and never read, by spans";
            case FREQUENCY -> "whose counter of accesses is no higher than a new key's";
            case IDLE, PRESENCE -> "that nobody has used since they were first seen";
        };
    }

    private static boolean bySpans(DetectorInput input, KnownKey key) {
        Usage usage = input.now().usage();
        AccessCounts accesses = usage.key(key.name());
        return accesses.writes() == 1
                && accesses.reads() == 0
                // A search reads keys without naming them.
                && usage.namespace(key.namespace()).searches() == 0
                && !accesses.last()
                        .plus(input.rules().unusedAfter())
                        .isAfter(input.now().time());
    }

    private static boolean isOldEnough(DetectorInput input, KnownKey key) {
        return key.surveys() >= input.rules().fullWindow()
                && age(input, key).compareTo(input.rules().unusedAfter()) >= 0;
    }

    private static boolean isRarelyUsed(KnownKey key) {
        return key.frequency() >= 0 && key.frequency() <= NEW_FREQUENCY;
    }

    private static boolean isIdleSinceKnown(DetectorInput input, KnownKey key) {
        return key.idleSeconds() >= age(input, key).toSeconds();
    }

    private static Duration age(DetectorInput input, KnownKey key) {
        return Duration.between(key.firstSeen(), input.now().time());
    }

    private static Finding finding(DetectorInput input, String namespace, List<KnownKey> keys) {
        long bytes = input.scaled(keys.stream().mapToLong(KnownKey::bytes).sum());
        String says = namespace + " has " + NumberText.keys(input.scaled(keys.size())) + " "
                + how(input.now().usage().source(namespace)) + (bytes > 0 ? " (" + NumberText.bytes(bytes) + ")" : "")
                + ".";
        return finding(
                input,
                namespace,
                says,
                input.scaled(keys.size()),
                bytes,
                keys.stream().map(KnownKey::name).sorted().limit(EXAMPLES).toList());
    }

    private static void byPresence(DetectorInput input, Consumer<Finding> found) {
        if (input.surveys() < input.rules().fullWindow()) {
            return;
        }
        Map<String, long[]> counts = new TreeMap<>();
        Map<String, List<String>> examples = new TreeMap<>();
        for (KnownKeys.SeenOnce once : input.keys().seenOnce()) {
            if (input.now().usage().source(once.namespace()) != UsageSource.PRESENCE) {
                continue;
            }
            counts.computeIfAbsent(once.namespace(), any -> new long[1])[0] += once.keys();
            examples.computeIfAbsent(once.namespace(), any -> new ArrayList<>()).addAll(once.examples());
        }
        counts.forEach((namespace, count) -> found.accept(finding(
                input,
                namespace,
                namespace + " had " + NumberText.keys(input.scaled(count[0])) + " seen in a single survey of the last "
                        + input.surveys() + " and no more.",
                input.scaled(count[0]),
                0,
                examples.getOrDefault(namespace, List.of()).stream()
                        .sorted()
                        .limit(EXAMPLES)
                        .toList())));
    }

    private static Finding finding(
            DetectorInput input, String namespace, String says, long keys, long bytes, List<String> examples) {
        SurveyStats now = input.now();
        return new Finding(
                FindingKind.SINGLE_ACCESS,
                Severity.INFO,
                namespace,
                says,
                NumberText.numbers("keys", keys, "bytes", bytes),
                examples,
                now.usage().writerIn(namespace),
                now.usage().source(namespace) == UsageSource.PRESENCE
                        ? "If nothing reads them, do not store them."
                        : "If nothing will read them, do not store them, or give them a short TTL.");
    }
}
