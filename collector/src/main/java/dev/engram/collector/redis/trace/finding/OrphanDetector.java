package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Companions left behind, such as {@code x:metadata} without {@code x}, by namespace. */
final class OrphanDetector implements Detector {

    private static final int EXAMPLES = 3;

    @Override
    public void detect(Look look, Consumer<Finding> found) {
        Map<String, List<KnownKey>> orphans = new TreeMap<>();
        for (KnownKey key : look.orphans()) {
            orphans.computeIfAbsent(key.namespace(), any -> new ArrayList<>()).add(key);
        }
        orphans.forEach((namespace, keys) -> found.accept(finding(look, namespace, keys)));
    }

    private static Finding finding(Look look, String namespace, List<KnownKey> keys) {
        long count = look.scaled(keys.size());
        long bytes = look.scaled(keys.stream().mapToLong(KnownKey::bytes).sum());
        String suffix = look.rules().companion();
        return new Finding(
                FindingKind.ORPHANED_COMPANIONS,
                Severity.WARNING,
                namespace,
                namespace + " has " + Words.keys(count) + " ending in " + suffix + " whose owner, the key without"
                        + " that ending, is gone" + (bytes > 0 ? " (" + Words.bytes(bytes) + ")" : "") + ".",
                Words.numbers("keys", count, "bytes", bytes),
                keys.stream().limit(EXAMPLES).map(KnownKey::name).sorted().toList(),
                look.now().usage().writerIn(namespace),
                "Delete them, and let who deletes or expires a key do the same to its companion.");
    }
}
