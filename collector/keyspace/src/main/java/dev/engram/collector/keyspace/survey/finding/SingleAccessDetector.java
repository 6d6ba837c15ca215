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
    public void detect(DetectorInput input, Consumer<Finding> found) {
        switch (input.now().usage().source()) {
            case SPANS -> each(input, found, key -> bySpans(input, key), "written once and never read, by spans");
            case FREQUENCY ->
                each(
                        input,
                        found,
                        key -> isOldEnough(input, key) && isRarelyUsed(key),
                        "whose counter of accesses is no higher than a new key's");
            case IDLE ->
                each(
                        input,
                        found,
                        key -> isOldEnough(input, key) && isIdleSinceKnown(input, key),
                        "that nobody has used since they were first seen");
            case PRESENCE -> byPresence(input, found);
        }
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

    private static void each(DetectorInput input, Consumer<Finding> found, Predicate<KnownKey> single, String how) {
        Map<String, List<KnownKey>> unused = new TreeMap<>();
        for (KnownKey key : input.keys().all()) {
            if (single.test(key)) {
                unused.computeIfAbsent(key.namespace(), any -> new ArrayList<>())
                        .add(key);
            }
        }
        unused.forEach((namespace, keys) -> {
            long bytes = input.scaled(keys.stream().mapToLong(KnownKey::bytes).sum());
            String says = namespace + " has " + NumberText.keys(input.scaled(keys.size())) + " " + how
                    + (bytes > 0 ? " (" + NumberText.bytes(bytes) + ")" : "") + ".";
            found.accept(finding(
                    input,
                    namespace,
                    says,
                    input.scaled(keys.size()),
                    bytes,
                    keys.stream().map(KnownKey::name).sorted().limit(EXAMPLES).toList()));
        });
    }

    private static void byPresence(DetectorInput input, Consumer<Finding> found) {
        if (input.surveys() < input.rules().fullWindow()) {
            return;
        }
        Map<String, long[]> counts = new TreeMap<>();
        Map<String, List<String>> examples = new TreeMap<>();
        for (KnownKeys.SeenOnce once : input.keys().seenOnce()) {
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
                now.usage().source() == UsageSource.PRESENCE
                        ? "If nothing reads them, do not store them."
                        : "If nothing will read them, do not store them, or give them a short TTL.");
    }
}
