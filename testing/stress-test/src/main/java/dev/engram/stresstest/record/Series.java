package dev.engram.stresstest.record;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import java.util.List;

/**
 * What charts are drawn from.
 *
 * @param samples at most {@link #MAX}, evenly chosen
 * @param responses at most {@link #MAX}; of cycles next to each other the slowest
 * @param optimizations at most {@link #MAX}, evenly chosen
 */
public record Series(List<Sample> samples, List<Response> responses, List<Optimization> optimizations) {
    public static final int MAX = 400;

    public Series {
        samples = List.copyOf(samples);
        responses = List.copyOf(responses);
        optimizations = List.copyOf(optimizations);
    }

    /** One cycle. */
    public record Response(double seconds, double millis) {}

    public static Series empty() {
        return new Series(List.of(), List.of(), List.of());
    }
}
