package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.Severity;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rapid growth of a namespace: against the survey before, else over a window that is full enough. Where no single
 * namespace grows, the whole keyspace may all the same.
 */
final class GrowthDetector implements Detector {

    /** The size of something at one moment. */
    private record Size(long keys, long bytes) {}

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        SurveyStats last = input.earlier().last();
        if (last == null) {
            return;
        }
        boolean[] any = new boolean[1];
        for (NamespaceStats namespace : input.now().namespaces()) {
            Size now = new Size(namespace.keys(), namespace.bytes());
            Finding finding = grown(input, namespace.name(), now);
            if (finding != null) {
                any[0] = true;
                found.accept(finding);
            }
        }
        if (!any[0]) {
            Finding finding =
                    grown(input, null, new Size(input.now().keys(), input.now().bytes()));
            if (finding != null) {
                found.accept(finding);
            }
        }
    }

    private static @Nullable Finding grown(DetectorInput input, @Nullable String namespace, Size now) {
        SurveyStats last = input.earlier().last();
        SurveyStats first = input.earlier().first();
        Finding finding = last == null ? null : against(input, namespace, now, last, "since the survey before");
        if (finding == null && first != null && input.surveys() >= input.rules().fullWindow()) {
            finding = against(input, namespace, now, first, "over " + input.surveys() + " surveys");
        }
        return finding;
    }

    private static @Nullable Finding against(
            DetectorInput input, @Nullable String namespace, Size now, SurveyStats earlier, String since) {
        Size before = size(earlier, namespace);
        if (before == null) {
            return null;
        }
        FindingRules rules = input.rules();
        boolean keys = rose(before.keys(), now.keys(), rules.keyRatio(), rules.keyFloor());
        boolean bytes = rose(before.bytes(), now.bytes(), rules.byteRatio(), rules.byteFloor());
        if (!keys && !bytes) {
            return null;
        }
        Duration time = Duration.between(earlier.time(), input.now().time());
        String says = (namespace == null ? "The keyspace" : namespace) + " grew from " + NumberText.keys(before.keys())
                + " to " + NumberText.keys(now.keys())
                + (input.now().sizesKnown()
                        ? ", from " + NumberText.bytes(before.bytes()) + " to " + NumberText.bytes(now.bytes())
                        : "")
                + ", " + since + " (" + NumberText.time(time) + ").";
        return new Finding(
                FindingKind.RAPID_GROWTH,
                Severity.WARNING,
                namespace,
                says,
                NumberText.numbers(
                        "keys_before", before.keys(),
                        "keys", now.keys(),
                        "bytes_before", before.bytes(),
                        "bytes", now.bytes(),
                        "seconds", time.toSeconds()),
                List.of(),
                namespace == null ? null : input.now().usage().writerIn(namespace),
                keys
                        ? "Look who stores under ever new keys; give these keys a TTL, or fewer names."
                        : "Look who stores ever bigger values; cut what each one keeps, or split it.");
    }

    private static boolean rose(long before, long now, double ratio, long floor) {
        return now - before >= floor && now - before >= ratio * before;
    }

    /** Null where the earlier survey cannot tell. */
    private static @Nullable Size size(SurveyStats earlier, @Nullable String namespace) {
        if (namespace == null) {
            return new Size(earlier.keys(), earlier.bytes());
        }
        NamespaceStats stats = earlier.namespace(namespace);
        if (stats != null) {
            return new Size(stats.keys(), stats.bytes());
        }
        return earlier.elsewhere() == 0 ? new Size(0, 0) : null;
    }
}
