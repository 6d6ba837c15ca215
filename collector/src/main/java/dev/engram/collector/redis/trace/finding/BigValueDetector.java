package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
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
    public void detect(Look look, Consumer<Finding> found) {
        Map<String, List<KnownKey>> big = new TreeMap<>();
        for (KnownKey key : look.keys().all()) {
            if (key.bytes() > look.rules().big()) {
                big.computeIfAbsent(key.namespace(), any -> new ArrayList<>()).add(key);
            }
        }
        big.forEach((namespace, keys) -> found.accept(finding(look, namespace, keys)));
    }

    private static Finding finding(Look look, String namespace, List<KnownKey> keys) {
        keys.sort(Comparator.comparingLong(KnownKey::bytes).reversed());
        long huge = look.scaled(
                keys.stream().filter(key -> key.bytes() > look.rules().huge()).count());
        long count = look.scaled(keys.size());
        KnownKey biggest = keys.get(0);
        String writer = look.now().usage().key(biggest.name()).writer();
        return new Finding(
                FindingKind.BIG_VALUES,
                huge > 0 ? Severity.WARNING : Severity.INFO,
                namespace,
                namespace + " has " + Words.count(count, "value", "values") + " over "
                        + Words.bytes(look.rules().big())
                        + (huge > 0
                                ? ", " + huge + " of them over "
                                        + Words.bytes(look.rules().huge())
                                : "")
                        + "; the biggest takes " + Words.bytes(biggest.bytes()) + ".",
                Words.numbers("values", count, "huge", huge, "biggest_bytes", biggest.bytes()),
                keys.stream().limit(EXAMPLES).map(KnownKey::name).toList(),
                writer == null ? look.now().usage().writerIn(namespace) : writer,
                "Store less in one value, split or compress it: every read of it moves all of it, and a very big one"
                        + " holds up the server for everybody.");
    }
}
