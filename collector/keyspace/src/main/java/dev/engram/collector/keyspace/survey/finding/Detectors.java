package dev.engram.collector.keyspace.survey.finding;

import dev.engram.collector.keyspace.survey.stats.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that Engram looks for. */
public final class Detectors {

    private static final List<Detector> ALL = List.of(
            new GrowthDetector(),
            new UnboundedDetector(),
            new LimitDetector(),
            new BigValueDetector(),
            new OrphanDetector(),
            new HotKeyDetector(),
            new SingleAccessDetector(),
            new PersistentDetector());

    private Detectors() {}

    /** What there is to say of a survey: warnings first, then by kind. */
    public static List<Finding> detect(DetectorInput input) {
        List<Finding> findings = new ArrayList<>();
        ALL.forEach(each -> each.detect(input, findings::add));
        findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::kind));
        return findings;
    }
}
