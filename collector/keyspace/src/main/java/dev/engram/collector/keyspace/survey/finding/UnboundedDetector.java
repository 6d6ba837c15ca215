package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.stats.Finding;
import dev.engram.collector.keyspace.survey.stats.FindingKind;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.Severity;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.util.List;
import java.util.function.Consumer;

/** Keys without TTL that have become more over the window and fewer at no moment of it. */
final class UnboundedDetector implements Detector {

    @Override
    public void detect(DetectorInput input, Consumer<Finding> found) {
        if (input.surveys() < input.rules().fullWindow()) {
            return;
        }
        List<SurveyStats> earlier = input.earlier().all();
        for (NamespaceStats namespace : input.now().namespaces()) {
            long before = before(earlier, namespace);
            long grown = namespace.withoutTtl() - before;
            if (before >= 0 && grown >= input.rules().keyFloor()) {
                found.accept(finding(input, namespace, before));
            }
        }
    }

    /** Keys without TTL at the window's start; -1 where it is not known, or where they once became fewer. */
    private static long before(List<SurveyStats> earlier, NamespaceStats now) {
        long first = -1;
        long last = -1;
        for (SurveyStats survey : earlier) {
            NamespaceStats then = survey.namespace(now.name());
            if (then == null && survey.elsewhere() > 0) {
                return -1;
            }
            long keys = then == null ? 0 : then.withoutTtl();
            if (keys < last) {
                return -1;
            }
            first = first < 0 ? keys : first;
            last = keys;
        }
        return last > now.withoutTtl() ? -1 : first;
    }

    private static Finding finding(DetectorInput input, NamespaceStats namespace, long before) {
        return new Finding(
                FindingKind.GROWTH_WITHOUT_TTL,
                Severity.WARNING,
                namespace.name(),
                namespace.name() + " has " + NumberText.keys(namespace.withoutTtl()) + " without TTL, " + before
                        + " at the" + " start of the last " + input.surveys()
                        + " surveys, and they never became fewer.",
                NumberText.numbers("keys_before", before, "keys", namespace.withoutTtl(), "surveys", input.surveys()),
                List.of(),
                input.now().usage().writerIn(namespace.name()),
                "Store with a TTL, or delete what is done; until then they only become more.");
    }
}
