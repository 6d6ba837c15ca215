package dev.engram.demo;

import com.fasterxml.jackson.core.JacksonException;
import dev.engram.collector.common.render.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs of the benchmark to compare later ones with.
 *
 * @param without runs without the agent, at least one
 * @param with runs with it, at least one
 */
record BenchBaseline(List<BenchRun> without, List<BenchRun> with) {

    /** A work is slower only if its median is so by more than this share, whatever the rounds differ by. */
    private static final double LEAST = 0.1;

    /** And by more than these milliseconds: less is what any machine differs by, whatever the share is. */
    private static final double FLOOR = 0.1;

    /** Reads what {@link #save} wrote. */
    static BenchBaseline read(Path file) throws DemoException {
        BenchBaseline read;
        try {
            read = Json.mapper().readValue(Files.readString(file), BenchBaseline.class);
        } catch (NoSuchFileException e) {
            throw new DemoException("There is no baseline " + file + "; write one by --save.", e);
        } catch (JacksonException e) {
            throw new DemoException(file + " is no baseline; write one by --save.", e);
        } catch (IOException e) {
            throw new DemoException("The baseline " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (read == null
                || read.without == null
                || read.with == null
                || read.without.isEmpty()
                || read.with.isEmpty()) {
            throw new DemoException(file + " is no baseline; write one by --save.");
        }
        return read;
    }

    void save(Path file) throws DemoException {
        try {
            Files.writeString(
                    file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new DemoException("The baseline " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /** A sentence for each work whose median is higher now, by more than the rounds of either differ and than a floor. */
    List<String> regressions(BenchBaseline now) {
        List<String> found = new ArrayList<>();
        for (String work : now.with.get(0).timings().keySet()) {
            compare(work, "without the agent", without, now.without, found);
            compare(work, "with the agent", with, now.with, found);
        }
        return found;
    }

    private static void compare(
            String work, String how, List<BenchRun> before, List<BenchRun> now, List<String> found) {
        double[] earlier = medians(before, work);
        double[] later = medians(now, work);
        if (earlier.length == 0 || later.length == 0) {
            return;
        }
        double was = middle(earlier);
        double is = middle(later);
        double noise = Math.max(spread(earlier), spread(later));
        if (is - was > Math.max(FLOOR, Math.max(noise, LEAST * was))) {
            found.add(String.format(
                    Locale.ROOT,
                    "%s %s takes %.2f ms, %.2f ms in the baseline (+%.0f %%; the rounds differ by %.2f ms).",
                    work,
                    how,
                    is,
                    was,
                    100 * (is - was) / was,
                    noise));
        }
    }

    /** In milliseconds, sorted; none of a run that has no such work. */
    private static double[] medians(List<BenchRun> runs, String work) {
        return runs.stream()
                .map(run -> run.timings().get(work))
                .filter(timing -> timing != null)
                .mapToDouble(BenchRun.Timing::median)
                .sorted()
                .toArray();
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double spread(double[] sorted) {
        return sorted[sorted.length - 1] - sorted[0];
    }
}
