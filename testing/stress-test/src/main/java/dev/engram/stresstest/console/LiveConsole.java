package dev.engram.stresstest.console;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import dev.engram.stresstest.run.Progress;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.Verdict;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress: on a terminal one line that changes, elsewhere a line every ten seconds. Not thread-safe, but for {@link
 * #say}.
 */
public final class LiveConsole implements Progress {
    private static final int WIDTH = 20;
    private static final double LINE_EVERY = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private int number;
    private int of;
    private String name = "";
    private int seconds = 1;
    private double nextLine;

    /**
     * A console.
     *
     * @param terminal whether lines can be written over
     */
    public LiveConsole(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void begins(int number, int of, String scenario, boolean agent, int seconds) {
        this.number = number;
        this.of = of;
        this.name = scenario + (agent ? "" : " without the agent");
        this.seconds = Math.max(1, seconds);
        this.nextLine = LINE_EVERY;
        say("[" + number + "/" + of + "] " + name + ", " + Math.max(0, seconds) + " s");
    }

    @Override
    public void goesOn(
            double ran, @Nullable Sample sample, double capacityMb, @Nullable Optimization lastOptimization) {
        if (!terminal && ran < nextLine) {
            return;
        }
        nextLine += LINE_EVERY;
        String line = line(ran, sample, capacityMb, lastOptimization);
        synchronized (out) {
            out.print(terminal ? "\r" + line + "\u001B[K" : line + "\n");
            out.flush();
        }
    }

    private String line(
            double ran, @Nullable Sample sample, double capacityMb, @Nullable Optimization lastOptimization) {
        double share = sample == null ? 0 : Math.min(1, sample.seconds() / seconds);
        int done = (int) (share * WIDTH);
        StringBuilder line = new StringBuilder();
        line.append('[')
                .append("#".repeat(done))
                .append("-".repeat(WIDTH - done))
                .append("] ");
        line.append(String.format(
                Locale.ROOT, "%d/%d %.0f/%d s", number, of, sample == null ? ran : sample.seconds(), seconds));
        if (sample == null) {
            return line.append("  the JVM starts").toString();
        }
        line.append(String.format(
                Locale.ROOT,
                "  heap %.0f/%.0f MB (%.0f %%)  pressure %.0f",
                sample.usedMb(),
                capacityMb,
                capacityMb == 0 ? 0 : 100 * sample.usedMb() / capacityMb,
                sample.pressure()));
        if (lastOptimization != null) {
            line.append(String.format(
                    Locale.ROOT, "  last: %s, %.1f MB freed", lastOptimization.kind(), lastOptimization.freedMb()));
        }
        return line.toString();
    }

    @Override
    public void ended(ScenarioRun run) {
        long met = run.verdicts().stream().filter(Verdict::met).count();
        say(String.format(
                Locale.ROOT,
                "      %s: %d of %d expectations met; cycles %d, response mean %.0f ms, p99 %.0f ms, heap up to %.0f %%",
                run.met() ? "met" : "NOT MET",
                met,
                run.verdicts().size(),
                run.measured().response().cycles(),
                run.measured().response().meanMs(),
                run.measured().response().p99Ms(),
                run.measured().memory().peakPercent()));
        run.verdicts().stream()
                .filter(each -> !each.met())
                .forEach(each -> say("      not met: " + each.expected() + ": " + each.observed()));
    }

    @Override
    public void say(String line) {
        synchronized (out) {
            out.print((terminal ? "\r\u001B[K" : "") + line + "\n");
            out.flush();
        }
    }
}
