package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keys that were in every survey of the window. One finding for all of them: it is no fault of a namespace. */
final class PersistentDetector implements Detector {

    private static final int NAMESPACES = 5;

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        if (input.surveys() < input.rules().fullWindow()) {
            return;
        }
        Map<String, long[]> counts = new TreeMap<>();
        long keys = 0;
        long forever = 0;
        for (KnownKey key : input.keys().all()) {
            if (key.surveys() >= input.surveys()) {
                keys++;
                forever += key.ttlMillis() < 0 ? 1 : 0;
                counts.computeIfAbsent(key.namespace(), any -> new long[1])[0]++;
            }
        }
        if (keys > 0) {
            found.accept(finding(input, input.scaled(keys), input.scaled(forever), counts));
        }
    }

    private static Finding finding(DetectorInput input, long keys, long forever, Map<String, long[]> counts) {
        List<String> greatest = new ArrayList<>();
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, long[]> each) -> -each.getValue()[0]))
                .limit(NAMESPACES)
                .forEach(each -> greatest.add(each.getKey() + " " + input.scaled(each.getValue()[0])));
        boolean several = counts.size() > 1;
        return new Finding(
                FindingKind.PERSISTENT,
                Severity.INFO,
                several ? null : counts.keySet().iterator().next(),
                NumberText.keys(keys) + (keys == 1 ? " was" : " were") + " in all of the last " + input.surveys()
                        + " surveys, " + forever + " of them without TTL (" + String.join(", ", greatest)
                        + (counts.size() > NAMESPACES ? ", …" : "") + ").",
                NumberText.numbers("keys", keys, "without_ttl", forever, "surveys", input.surveys()),
                List.of(),
                null,
                "Right for what agents should remember; the rest wants a TTL.");
    }
}
