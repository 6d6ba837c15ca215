package dev.engram.agent.lifecycle;

import dev.engram.agent.config.Protection;
import dev.engram.agent.lifecycle.jvm.Load;
import java.util.function.BiConsumer;

/**
 * Records less while the JVM has trouble: first metrics alone, then nothing; and comes back step by step. Whether Engram is the
 * cause does not matter.
 *
 * <p>Hysteresis: a step down needs {@value #CHECKS_DOWN} checks in a row above a limit, a step back {@value #CHECKS_BACK} in a row
 * in which all values are below {@value #CALM_PERCENT} percent of their limits. Used by one thread.
 */
public final class SelfProtection {

    static final int CHECKS_DOWN = 3;
    static final int CHECKS_BACK = 10;
    static final int CALM_PERCENT = 80;

    private final Protection limits;
    private final Load load;
    private final BiConsumer<RecordingLevel, String> change;
    private RecordingLevel step = RecordingLevel.ALL;
    private int above;
    private int calm;

    /**
     * A protection.
     *
     * @param load what is measured
     * @param change is told each step, with the reason
     */
    SelfProtection(Protection limits, Load load, BiConsumer<RecordingLevel, String> change) {
        this.limits = limits;
        this.load = load;
        this.change = change;
    }

    /** Measures, and takes a step where one is due. To be called once a second. */
    public void check() {
        Load.Sample now = load.sample();
        String reason = above(now.heap(), limits.heap(), "of the heap is used after garbage collection");
        if (reason.isEmpty()) {
            reason = above(now.cpu(), limits.cpu(), "of all processors is used by the JVM");
        }
        if (reason.isEmpty()) {
            reason = above(now.ownCpu(), limits.ownCpu(), "of a processor is used by Engram's own threads");
        }
        boolean isCalm = isCalm(now.heap(), limits.heap())
                && isCalm(now.cpu(), limits.cpu())
                && isCalm(now.ownCpu(), limits.ownCpu());
        above = reason.isEmpty() ? 0 : above + 1;
        calm = isCalm ? calm + 1 : 0;
        if (above >= CHECKS_DOWN && step != RecordingLevel.OFF) {
            above = 0;
            step = step == RecordingLevel.ALL ? RecordingLevel.METRICS : RecordingLevel.OFF;
            change.accept(step, reason);
        } else if (calm >= CHECKS_BACK && step != RecordingLevel.ALL) {
            calm = 0;
            step = step == RecordingLevel.OFF ? RecordingLevel.METRICS : RecordingLevel.ALL;
            change.accept(step, "all values are below their limits again");
        }
    }

    private static String above(double value, int limit, String what) {
        return limit > 0 && value > limit
                ? Math.round(value) + " % " + what + ", more than the limit of " + limit + " %"
                : "";
    }

    private static boolean isCalm(double value, int limit) {
        return limit == 0 || value < limit * CALM_PERCENT / 100.0;
    }
}
