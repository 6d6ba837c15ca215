package dev.engram.collector.cli.redis;

import dev.engram.collector.keyspace.redis.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How far long work is, on standard error: every two seconds a line with rate and time left. */
final class ProgressLine implements Progress {

    private static final long EVERY = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream out;
    private String step = "";
    private long stepBegan;
    private long said;

    ProgressLine(PrintStream out) {
        this.out = out;
    }

    @Override
    public void at(String now, long done, long total) {
        long time = System.nanoTime();
        if (!now.equals(step)) {
            if (step.isEmpty()) {
                said = time;
            }
            step = now;
            stepBegan = time;
        }
        if (time - said < EVERY) {
            return;
        }
        said = time;
        out.println(line(now, done, total, (time - stepBegan) / 1e9));
    }

    /** As in {@code Reading keys: 412,000 of 1,000,000, 103,000 a second, 6 s left.} */
    static String line(String step, long done, long total, double seconds) {
        long rate = seconds > 0 ? Math.round(done / seconds) : 0;
        String line = String.format(Locale.ROOT, "%s: %,d", step, done);
        if (total > 0) {
            line += String.format(Locale.ROOT, " of %,d", total);
        }
        if (rate > 0) {
            line += String.format(Locale.ROOT, ", %,d a second", rate);
            if (total > 0) {
                line += String.format(Locale.ROOT, ", %,d s left", Math.max(0, total - done) / rate);
            }
        }
        return line + ".";
    }
}
