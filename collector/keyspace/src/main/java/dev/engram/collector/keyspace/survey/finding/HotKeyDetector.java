package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.Severity;
import dev.engram.collector.keyspace.survey.usage.AccessCounts;
import dev.engram.collector.keyspace.survey.usage.Usage;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Single keys that take a great part of all accesses: by spans, else by the server's counter where it has one. */
final class HotKeyDetector implements Detector {

    private static final int MOST = 5;

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        Usage usage = input.now().usage();
        if (usage.source() == UsageSource.SPANS) {
            bySpans(input, usage, found);
        }
        input.keys().all().stream()
                .filter(key -> usage.source(key.namespace()) == UsageSource.FREQUENCY
                        && key.frequency() >= input.rules().hotFrequency())
                .sorted(Comparator.comparingLong(KnownKey::frequency).reversed())
                .limit(MOST)
                .forEach(key -> found.accept(finding(
                        key.name(),
                        key.namespace(),
                        key.name() + " is used a lot: the server's counter of its accesses stands at " + key.frequency()
                                + " of 255.",
                        NumberText.numbers("frequency", key.frequency()),
                        null)));
    }

    private static void bySpans(DetectorInput input, Usage usage, Consumer<Finding> found) {
        long all =
                usage.keys().values().stream().mapToLong(AccessCounts::recent).sum();
        input.keys().all().stream()
                .filter(key -> usage.key(key.name()).recent() >= input.rules().hotAccesses()
                        && usage.key(key.name()).recent() >= input.rules().hotShare() * all)
                .sorted(Comparator.comparingLong(
                        (KnownKey key) -> -usage.key(key.name()).recent()))
                .limit(MOST)
                .forEach(key -> {
                    AccessCounts accesses = usage.key(key.name());
                    found.accept(finding(
                            key.name(),
                            key.namespace(),
                            key.name() + " took " + NumberText.count(accesses.recent(), "access", "accesses") + ", "
                                    + NumberText.percent((double) accesses.recent() / all) + " of all"
                                    + (input.surveys() == 1 ? "" : " since the survey before") + ".",
                            NumberText.numbers("accesses", accesses.recent(), "all_accesses", all),
                            accesses.busiest()));
                });
    }

    private static Finding finding(
            String key,
            String namespace,
            String says,
            java.util.Map<String, Number> numbers,
            @org.jspecify.annotations.Nullable String agent) {
        return new Finding(
                FindingKind.HOT_KEY,
                Severity.INFO,
                namespace,
                says,
                numbers,
                List.of(key),
                agent,
                "Keep a copy in the agent for a while, or spread it over several keys, before one server has to answer"
                        + " for all.");
    }
}
