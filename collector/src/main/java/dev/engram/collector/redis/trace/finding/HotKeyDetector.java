package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
import dev.engram.collector.redis.trace.Touches;
import dev.engram.collector.redis.trace.Usage;
import dev.engram.collector.redis.trace.UsageSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Single keys that take a great part of all accesses: by spans, else by the server's counter where it has one. */
final class HotKeyDetector implements Detector {

    private static final int MOST = 5;

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        Usage usage = look.now().usage();
        if (usage.source() == UsageSource.SPANS) {
            bySpans(look, usage, found);
        } else if (usage.source() == UsageSource.FREQUENCY) {
            look.keys().all().stream()
                    .filter(key -> key.frequency() >= look.rules().hotFrequency())
                    .sorted(Comparator.comparingLong(KnownKey::frequency).reversed())
                    .limit(MOST)
                    .forEach(key -> found.accept(finding(
                            key.name(),
                            key.namespace(),
                            key.name() + " is used a lot: the server's counter of its accesses stands at "
                                    + key.frequency() + " of 255.",
                            Words.numbers("frequency", key.frequency()),
                            null)));
        }
    }

    private static void bySpans(Look look, Usage usage, Consumer<Finding> found) {
        long all = usage.keys().values().stream().mapToLong(Touches::recent).sum();
        look.keys().all().stream()
                .filter(key -> usage.key(key.name()).recent() >= look.rules().hotAccesses()
                        && usage.key(key.name()).recent() >= look.rules().hotShare() * all)
                .sorted(Comparator.comparingLong(
                        (KnownKey key) -> -usage.key(key.name()).recent()))
                .limit(MOST)
                .forEach(key -> {
                    Touches touches = usage.key(key.name());
                    found.accept(finding(
                            key.name(),
                            key.namespace(),
                            key.name() + " took " + Words.count(touches.recent(), "access", "accesses") + ", "
                                    + Words.percent((double) touches.recent() / all) + " of all"
                                    + (look.traces() == 1 ? "" : " since the trace before") + ".",
                            Words.numbers("accesses", touches.recent(), "all_accesses", all),
                            touches.busiest()));
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
