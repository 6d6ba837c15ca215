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

/** Values that are big, by namespace. */
final class BigValueDetector implements Detector {

    private static final int EXAMPLES = 3;

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        Map<String, List<KnownKey>> big = new TreeMap<>();
        for (KnownKey key : input.keys().all()) {
            if (key.bytes() > input.rules().big()) {
                big.computeIfAbsent(key.namespace(), any -> new ArrayList<>()).add(key);
            }
        }
        big.forEach((namespace, keys) -> found.accept(finding(input, namespace, keys)));
    }

    private static Finding finding(DetectorInput input, String namespace, List<KnownKey> keys) {
        keys.sort(Comparator.comparingLong(KnownKey::bytes).reversed());
        long huge = input.scaled(
                keys.stream().filter(key -> key.bytes() > input.rules().huge()).count());
        long count = input.scaled(keys.size());
        KnownKey biggest = keys.get(0);
        String writer = input.now().usage().key(biggest.name()).writer();
        return new Finding(
                FindingKind.BIG_VALUES,
                huge > 0 ? Severity.WARNING : Severity.INFO,
                namespace,
                namespace + " has " + NumberText.count(count, "value", "values") + " over "
                        + NumberText.bytes(input.rules().big())
                        + (huge > 0
                                ? ", " + huge + " of them over "
                                        + NumberText.bytes(input.rules().huge())
                                : "")
                        + "; the biggest takes " + NumberText.bytes(biggest.bytes()) + ".",
                NumberText.numbers("values", count, "huge", huge, "biggest_bytes", biggest.bytes()),
                keys.stream().limit(EXAMPLES).map(KnownKey::name).toList(),
                writer == null ? input.now().usage().writerIn(namespace) : writer,
                "Store less in one value, split or compress it: every read of it moves all of it, and a very big one"
                        + " holds up the server for everybody.");
    }
}
