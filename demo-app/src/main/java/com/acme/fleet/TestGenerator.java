package com.acme.fleet;

import java.time.Clock;
import java.util.List;

/** Plans the tests of a class. */
public final class TestGenerator extends Agent {
    private final Clock clock;

    TestGenerator(MemoryManager memory, Clock clock) {
        super("qe-test-generator", memory);
        this.clock = clock;
    }

    /** Makes the plan for a service, keeps it in the memory for an hour, and returns it. */
    public TestPlan generate(String service) {
        String subject = subjectOf(service);
        TestPlan plan = new TestPlan(
                service,
                List.of(
                        new TestCase("should create " + subject, "high"),
                        new TestCase("should update " + subject, "medium"),
                        new TestCase("should delete " + subject, "high")),
                new Coverage(85, 78, 90),
                clock.millis());
        memory().store(
                        plan.key(),
                        plan,
                        StoreOptions.in(TestPlan.PARTITION, getAgentId()).withTtl(TestPlan.TTL));
        return plan;
    }

    /** {@code user} for {@code UserService}. */
    private static String subjectOf(String service) {
        String subject = TestPlan.kebab(service);
        return subject.endsWith("-service") ? subject.substring(0, subject.length() - "-service".length()) : subject;
    }
}
