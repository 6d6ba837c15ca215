package com.acme.fleet;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;

/** Judges how well tests cover the code. */
public final class CoverageAnalyzer extends Agent {
    /** What every suite should reach. */
    private static final Coverage TARGET = new Coverage(80, 75, 85);

    private final Clock clock;

    CoverageAnalyzer(MemoryManager memory, Clock clock) {
        super("qe-coverage-analyzer", memory);
        this.clock = clock;
    }

    /** Compares a run with all plans in the memory, keeps the report there for a day, and returns it. */
    public CoverageReport analyze(TestRun run) {
        List<TestPlan> plans =
                memory().search("test-plan-%", TestPlan.class, SearchOptions.in(TestPlan.PARTITION)).stream()
                        .map(MemoryEntry::value)
                        .toList();
        CoverageReport report = new CoverageReport(
                run.testSuite(),
                run.results(),
                TARGET,
                Coverage.mean(plans.stream().map(TestPlan::coverage).toList()),
                plans.stream()
                        .map(CoverageAnalyzer::suite)
                        .sorted(Comparator.comparingDouble(s -> s.coverage().lines()))
                        .toList(),
                clock.millis());
        memory().store(
                        report.key(),
                        report,
                        StoreOptions.in(CoverageReport.PARTITION, getAgentId()).withTtl(CoverageReport.TTL));
        return report;
    }

    private static CoverageReport.Suite suite(TestPlan plan) {
        int high = (int) plan.tests().stream()
                .filter(test -> test.priority().equals("high"))
                .count();
        return new CoverageReport.Suite(
                plan.testSuite(),
                plan.tests().size(),
                high,
                plan.coverage(),
                isBelowTarget(plan.coverage()),
                plan.generated());
    }

    private static boolean isBelowTarget(Coverage coverage) {
        return coverage.lines() < TARGET.lines()
                || coverage.branches() < TARGET.branches()
                || coverage.functions() < TARGET.functions();
    }
}
