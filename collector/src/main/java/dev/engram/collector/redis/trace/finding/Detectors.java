package dev.engram.collector.redis.trace.finding;

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

    /** What there is to say of a trace: warnings first, then by kind. */
    public static List<Finding> detect(Look look) {
        List<Finding> findings = new ArrayList<>();
        ALL.forEach(each -> each.detect(look, findings::add));
        findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::kind));
        return findings;
    }
}
