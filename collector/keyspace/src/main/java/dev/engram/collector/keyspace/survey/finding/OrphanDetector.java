package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Companions left behind, such as {@code x:metadata} without {@code x}, by namespace. */
final class OrphanDetector implements Detector {

    private static final int EXAMPLES = 3;

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        Map<String, List<KnownKey>> orphans = new TreeMap<>();
        for (KnownKey key : input.orphans()) {
            orphans.computeIfAbsent(key.namespace(), any -> new ArrayList<>()).add(key);
        }
        orphans.forEach((namespace, keys) -> found.accept(finding(input, namespace, keys)));
    }

    private static Finding finding(DetectorInput input, String namespace, List<KnownKey> keys) {
        long count = input.scaled(keys.size());
        long bytes = input.scaled(keys.stream().mapToLong(KnownKey::bytes).sum());
        String suffix = input.rules().companion();
        return new Finding(
                FindingKind.ORPHANED_COMPANIONS,
                Severity.WARNING,
                namespace,
                namespace + " has " + NumberText.keys(count) + " ending in " + suffix + " whose owner, the key without"
                        + " that ending, is gone" + (bytes > 0 ? " (" + NumberText.bytes(bytes) + ")" : "") + ".",
                NumberText.numbers("keys", count, "bytes", bytes),
                keys.stream().limit(EXAMPLES).map(KnownKey::name).sorted().toList(),
                input.now().usage().writerIn(namespace),
                "Delete them, and let who deletes or expires a key do the same to its companion.");
    }
}
