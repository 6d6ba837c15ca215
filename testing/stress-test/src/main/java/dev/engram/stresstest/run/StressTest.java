package dev.engram.stresstest.run;

import com.acme.stress.Outcome;
import dev.engram.stresstest.record.Recording;
import dev.engram.stresstest.record.Series;
import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.Limits;
import dev.engram.stresstest.summary.Recommendations;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a plan, one scenario after the other, within the limit of all together. */
public final class StressTest {
    /** Less than this is no time for a load. */
    private static final int LEAST_SECONDS = 5;

    private final Plan plan;
    private final Environment environment;
    private final Stop stop;

    public StressTest(Plan plan, Environment environment, Stop stop) {
        this.plan = plan;
        this.environment = environment;
        this.stop = stop;
    }

    /**
     * Runs it. What goes wrong with one scenario does not keep the others from running.
     *
     * @param baseline name of the file that is compared with; null for none
     */
    public TestSummary run(@Nullable String baseline) throws InterruptedException {
        Instant startedAt = Instant.now();
        long begin = System.nanoTime();
        List<ScenarioRun> runs = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            double left = plan.config().safety().maxTestDuration() - (System.nanoTime() - begin) / 1e9;
            int seconds = (int) Math.ceil(Math.min(step.seconds(), left));
            if (seconds < Math.min(LEAST_SECONDS, step.seconds())) {
                stop.because("the limit of all scenarios together, max_test_duration "
                        + plan.config().safety().maxTestDuration() + " s, was reached");
            }
            environment
                    .progress()
                    .begins(
                            runs.size() + 1,
                            plan.steps().size(),
                            step.scenario().id(),
                            step.agent(),
                            seconds);
            ScenarioRun run = stop.reason() != null
                    ? notRun(step)
                    : new ScenarioExecution(plan, step, environment, stop).run(seconds);
            runs.add(run);
            environment.progress().ended(run);
        }
        return new TestSummary(
                TestSummary.FORMAT,
                startedAt.truncatedTo(ChronoUnit.SECONDS).toString(),
                (System.nanoTime() - begin) / 1e9,
                plan.selection(),
                stop.reason(),
                TestSummary.Machine.here(),
                plan.heapMb(),
                plan.config(),
                baseline,
                runs,
                AgentCost.of(runs),
                List.of(),
                Limits.of(runs),
                Recommendations.of(runs),
                List.of());
    }

    private ScenarioRun notRun(Plan.Step step) {
        Recording nothing = new Recording(step.scenario().id(), Instant.now());
        return Judge.of(
                step,
                nothing.result(Outcome.NOT_RUN, "It was not started: " + stop.reason() + "."),
                null,
                Series.empty(),
                new Baseline.Found(null, null));
    }
}
