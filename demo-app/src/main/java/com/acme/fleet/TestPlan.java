package com.acme.fleet;

import java.util.List;
import java.util.Locale;

/**
 * What to test of one class, and how far that reaches.
 *
 * @param testSuite simple name of the class under test
 * @param tests the tests, in the order to run them
 * @param coverage the coverage that the tests aim at
 * @param generated when the plan was made, milliseconds since 1970
 */
public record TestPlan(String testSuite, List<TestCase> tests, Coverage coverage, long generated) {
    /** Partition of all plans. */
    static final String PARTITION = "aqe/test-plans";

    /** Seconds that a plan is worth keeping. */
    static final long TTL = 3600;

    public TestPlan {
        tests = List.copyOf(tests);
    }

    /** The key a plan is kept under: {@code test-plan-user-service} for {@code UserService}. */
    String key() {
        return "test-plan-" + kebab(testSuite);
    }

    static String kebab(String className) {
        return className.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
