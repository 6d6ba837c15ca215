package dev.engram.stresstest.run;

import com.acme.stress.StressTestResult;
import org.jspecify.annotations.Nullable;

/** The results of an earlier test. */
public interface Baseline {
    /** No earlier test. */
    Baseline NONE = (step, heapMb) -> new Found(null, null);

    /**
     * What there is to compare with.
     *
     * @param result the earlier run; null if there is none
     * @param refused why the run that there is cannot be compared with
     */
    record Found(
            @Nullable StressTestResult result, @Nullable String refused) {}

    /** The earlier run of this scenario, with the agent or without, if it completed, ran as long and had as large a heap. */
    Found find(Plan.Step step, int heapMb);
}
