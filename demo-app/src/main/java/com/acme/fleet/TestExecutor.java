package com.acme.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs planned tests. */
public final class TestExecutor extends Agent {
    private final Map<String, Runnable> tests;

    /**
     * An executor of the given tests.
     *
     * @param tests by name, such as {@code UserService.create}; a test that does not hold throws
     */
    TestExecutor(MemoryManager memory, Map<String, Runnable> tests) {
        super("qe-test-executor", memory);
        this.tests = Map.copyOf(tests);
    }

    /** Runs every test of the plan under a key of the memory; empty when the memory has no such plan. */
    public Optional<TestRun> execute(String planKey) {
        TestPlan plan = memory().retrieve(planKey, TestPlan.class, TestPlan.PARTITION);
        if (plan == null) {
            return Optional.empty();
        }
        List<TestResult> results = new ArrayList<>();
        for (TestCase test : plan.tests()) {
            results.add(result(plan.testSuite() + "." + test.method()));
        }
        return Optional.of(new TestRun(plan.testSuite(), results));
    }

    /** Runs one test; throws what the test throws when it does not hold. */
    public void test(String name) {
        Runnable test = tests.get(name);
        if (test == null) {
            throw new IllegalArgumentException("There is no test " + name + "; known: " + tests.keySet() + ".");
        }
        test.run();
    }

    private TestResult result(String name) {
        long start = System.nanoTime();
        String failure = failure(name);
        double millis = Math.round((System.nanoTime() - start) / 10_000.0) / 100.0;
        return new TestResult(name, failure == null, millis, failure);
    }

    private @Nullable String failure(String name) {
        try {
            test(name);
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e.toString();
        }
    }
}
