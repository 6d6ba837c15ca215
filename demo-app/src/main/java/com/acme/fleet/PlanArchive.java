package com.acme.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plans that other runs of the fleet left behind. */
final class PlanArchive {
    private static final String OWNER = "qe-archive";

    private PlanArchive() {}

    /** Puts the plans of four services into the memory, for an hour; returns how many. */
    static int restore(MemoryManager memory, long now) {
        Map<String, TestPlan> plans = new LinkedHashMap<>();
        for (TestPlan plan : List.of(
                plan("OrderService", "order", new Coverage(91, 84, 95), now),
                plan("PaymentService", "payment", new Coverage(88, 81, 92), now),
                plan("InventoryService", "stock", new Coverage(74, 66, 81), now),
                plan("NotificationService", "message", new Coverage(79, 70, 86), now))) {
            plans.put(plan.key(), plan);
        }
        memory.storeAll(plans, StoreOptions.in(TestPlan.PARTITION, OWNER).withTtl(TestPlan.TTL));
        return plans.size();
    }

    private static TestPlan plan(String service, String subject, Coverage coverage, long now) {
        List<TestCase> tests = List.of(
                new TestCase("should create " + subject, "high"),
                new TestCase("should find " + subject, "medium"),
                new TestCase("should cancel " + subject, "low"));
        return new TestPlan(service, tests, coverage, now);
    }
}
