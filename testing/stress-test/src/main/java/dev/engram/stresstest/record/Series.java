package dev.engram.stresstest.record;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import java.util.List;

/**
 * What charts are drawn from, at most {@link #MAX} of each. Of what is next to each other the highest is kept, so that peaks are on
 * the curves.
 *
 * @param used MB of the heap, by samples and at the end of the operations of each cycle
 * @param pressure by samples, and as the manager found it in each cycle
 * @param optimizations evenly chosen
 */
public record Series(
        List<Point> used,
        List<Point> pressure,
        List<Sample> samples,
        List<Response> responses,
        List<Optimization> optimizations) {
    public static final int MAX = 400;

    public Series {
        used = List.copyOf(used);
        pressure = List.copyOf(pressure);
        samples = List.copyOf(samples);
        responses = List.copyOf(responses);
        optimizations = List.copyOf(optimizations);
    }

    /** A figure at one moment. */
    public record Point(double seconds, double value) {}

    /** One cycle. */
    public record Response(double seconds, double millis) {}

    public static Series empty() {
        return new Series(List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
