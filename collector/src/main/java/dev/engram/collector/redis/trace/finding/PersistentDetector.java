package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keys that were in every trace of the window. One finding for all of them: it is no fault of a namespace. */
final class PersistentDetector implements Detector {

    private static final int NAMESPACES = 5;

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        if (look.traces() < look.rules().fullWindow()) {
            return;
        }
        Map<String, long[]> counts = new TreeMap<>();
        long keys = 0;
        long forever = 0;
        for (KnownKey key : look.keys().all()) {
            if (key.traces() >= look.traces()) {
                keys++;
                forever += key.ttlMillis() < 0 ? 1 : 0;
                counts.computeIfAbsent(key.namespace(), any -> new long[1])[0]++;
            }
        }
        if (keys > 0) {
            found.accept(finding(look, look.scaled(keys), look.scaled(forever), counts));
        }
    }

    private static Finding finding(Look look, long keys, long forever, Map<String, long[]> counts) {
        List<String> greatest = new ArrayList<>();
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, long[]> each) -> -each.getValue()[0]))
                .limit(NAMESPACES)
                .forEach(each -> greatest.add(each.getKey() + " " + look.scaled(each.getValue()[0])));
        boolean several = counts.size() > 1;
        return new Finding(
                FindingKind.PERSISTENT,
                Severity.INFO,
                several ? null : counts.keySet().iterator().next(),
                Words.keys(keys) + (keys == 1 ? " was" : " were") + " in all of the last " + look.traces()
                        + " traces, " + forever + " of them without TTL (" + String.join(", ", greatest)
                        + (counts.size() > NAMESPACES ? ", …" : "") + ").",
                Words.numbers("keys", keys, "without_ttl", forever, "traces", look.traces()),
                List.of(),
                null,
                "Right for what agents should remember; the rest wants a TTL.");
    }
}
