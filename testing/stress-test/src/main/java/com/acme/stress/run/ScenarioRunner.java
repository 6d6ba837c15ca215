package com.acme.stress.run;

import com.acme.stress.StressRun;
import com.acme.stress.StressScenario;

/** Plays a scenario's load on the calling thread. */
public final class ScenarioRunner {
    private final StressScenario scenario;
    private final StressRun run;

    ScenarioRunner(StressScenario scenario, StressRun run) {
        this.scenario = scenario;
        this.run = run;
    }

    /** Plays it to its end. */
    public void run(String name) throws Exception {
        scenario.load(run);
    }
}
