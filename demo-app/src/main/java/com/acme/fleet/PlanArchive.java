package com.acme.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The plans that other runs of the fleet left behind, in {@code plans.json}. */
final class PlanArchive {
    private static final String FILE = "plans.json";
    private static final String OWNER = "qe-archive";

    private PlanArchive() {}

    /** Puts all of them into the memory, for an hour; returns how many. */
    static int restore(MemoryManager memory) {
        Map<String, TestPlan> plans = new LinkedHashMap<>();
        for (TestPlan plan : read()) {
            plans.put(plan.key(), plan);
        }
        memory.storeAll(plans, StoreOptions.in(TestPlan.PARTITION, OWNER).withTtl(TestPlan.TTL));
        return plans.size();
    }

    private static TestPlan[] read() {
        try (InputStream file = PlanArchive.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing from the jar.");
            }
            return new ObjectMapper().readValue(file, TestPlan[].class);
        } catch (IOException e) {
            throw new MemoryException(FILE + " of the jar does not hold plans.", e);
        }
    }
}
