package com.acme.fleet;

import java.util.List;

/**
 * The results of one plan.
 *
 * @param testSuite simple name of the class under test
 * @param results one for each test of the plan, in its order
 */
public record TestRun(String testSuite, List<TestResult> results) {

    public TestRun {
        results = List.copyOf(results);
    }

    long passed() {
        return results.stream().filter(TestResult::passed).count();
    }

    boolean allPassed() {
        return passed() == results.size();
    }
}
