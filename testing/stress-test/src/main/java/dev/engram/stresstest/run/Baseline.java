package dev.engram.stresstest.run;

import com.acme.stress.StressTestResult;
import org.jspecify.annotations.Nullable;

/** The results of an earlier test. */
public interface Baseline {
    /** No earlier test. */
    Baseline NONE = (scenario, agent) -> null;

    /** The run of a scenario, with the agent or without; null where there was none that completed. */
    @Nullable
    StressTestResult find(String scenario, boolean agent);
}
