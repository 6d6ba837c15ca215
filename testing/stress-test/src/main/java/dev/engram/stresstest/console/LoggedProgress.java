package dev.engram.stresstest.console;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import dev.engram.stresstest.run.Log;
import dev.engram.stresstest.run.Progress;
import dev.engram.stresstest.summary.ScenarioRun;
import org.jspecify.annotations.Nullable;

/** Progress that is also in the log. */
public final class LoggedProgress implements Progress {
    private final Progress to;
    private final Log log;

    public LoggedProgress(Progress to, Log log) {
        this.to = to;
        this.log = log;
    }

    @Override
    public void begins(int number, int of, String scenario, boolean agent, int seconds) {
        log.info("begins: " + number + " of " + of + ", " + scenario + (agent ? " with" : " without") + " the agent, "
                + seconds + " s");
        to.begins(number, of, scenario, agent, seconds);
    }

    @Override
    public void goesOn(
            double seconds, @Nullable Sample sample, double capacityMb, @Nullable Optimization lastOptimization) {
        if (sample != null) {
            log.debug(sample.toString());
        }
        to.goesOn(seconds, sample, capacityMb, lastOptimization);
    }

    @Override
    public void ended(ScenarioRun run) {
        log.info("ended: " + run.scenario() + " " + run.measured().outcome()
                + (run.measured().reason() == null ? "" : ": " + run.measured().reason()));
        run.verdicts()
                .forEach(each ->
                        log.info((each.met() ? "met: " : "NOT MET: ") + each.expected() + ": " + each.observed()));
        to.ended(run);
    }

    @Override
    public void say(String line) {
        log.info(line);
        to.say(line);
    }
}
