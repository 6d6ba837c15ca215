package com.acme.fleet;

import java.util.List;

/**
 * Where a class stands among all that is planned.
 *
 * @param testSuite simple name of the class reported on
 * @param results how its tests ended
 * @param target what every suite should reach
 * @param fleetMean mean coverage over all suites
 * @param suites all suites, those with the least line coverage first
 * @param generated when the report was made, milliseconds since 1970
 */
public record CoverageReport(
        String testSuite,
        List<TestResult> results,
        Coverage target,
        Coverage fleetMean,
        List<Suite> suites,
        long generated) {
    /** Partition of all reports. */
    static final String PARTITION = "aqe/reports";

    /** Seconds that a report is worth keeping: a day. */
    static final long TTL = 86_400;

    public CoverageReport {
        results = List.copyOf(results);
        suites = List.copyOf(suites);
    }

    String key() {
        return "coverage-report-" + TestPlan.kebab(testSuite);
    }

    /**
     * One suite of the report.
     *
     * @param testSuite simple name of the class under test
     * @param tests number of planned tests
     * @param highPriority how many of them have high priority
     * @param coverage the coverage aimed at
     * @param missesTarget whether a coverage figure lies below the target
     * @param planned when the plan was made, milliseconds since 1970
     */
    public record Suite(
            String testSuite, int tests, int highPriority, Coverage coverage, boolean missesTarget, long planned) {}
}
