package dev.engram.stresstest.record;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import java.util.List;

/**
 * What charts are drawn from, at most {@link #MAX} of each. Of what is next to each other the highest is kept, so that peaks are on
 * the curves.
 *
 * @param used of the heap, by samples and at the end of the operations of each cycle
 * @param optimizations evenly chosen
 */
public record Series(
        List<Used> used, List<Sample> samples, List<Response> responses, List<Optimization> optimizations) {
    public static final int MAX = 400;

    public Series {
        used = List.copyOf(used);
        samples = List.copyOf(samples);
        responses = List.copyOf(responses);
        optimizations = List.copyOf(optimizations);
    }

    /** The heap at one moment. */
    public record Used(double seconds, double mb) {}

    /** One cycle. */
    public record Response(double seconds, double millis) {}

    public static Series empty() {
        return new Series(List.of(), List.of(), List.of(), List.of());
    }
}
