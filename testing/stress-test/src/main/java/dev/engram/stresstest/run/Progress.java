package dev.engram.stresstest.run;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import dev.engram.stresstest.summary.ScenarioRun;
import org.jspecify.annotations.Nullable;

/** Is told how the test goes on. Called by one thread at a time. */
public interface Progress {

    /**
     * A run begins.
     *
     * @param number 1 for the first
     * @param of all runs
     */
    void begins(int number, int of, String scenario, boolean agent, int seconds);

    /** A few times a second while a run goes on. */
    void goesOn(double seconds, @Nullable Sample sample, double capacityMb, @Nullable Optimization lastOptimization);

    /** A run is over. */
    void ended(ScenarioRun run);

    /** One line that the user should know. */
    void say(String line);
}
