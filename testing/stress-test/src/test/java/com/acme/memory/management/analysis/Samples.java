package com.acme.memory.management.analysis;

import com.acme.memory.management.heap.HeapReading;
import com.acme.memory.management.state.HeldBytes;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Samples of a heap of 1,024 MB, so that megabytes are megabytes of the reference. */
public final class Samples {
    public static final long CAPACITY = 1L << 30;

    private static final long MEGABYTE = 1 << 20;
    private static final long START = 1_761_642_000_000L; // Tuesday, 28 October 2025, 09:00 UTC

    private Samples() {}

    /** So many samples, one a minute, that use these megabytes. */
    static List<MemorySample> using(int count, IntToDoubleFunction megabytes) {
        return using(count, megabytes, i -> 0);
    }

    static List<MemorySample> using(int count, IntToDoubleFunction megabytes, IntToDoubleFunction vectors) {
        return IntStream.range(0, count)
                .mapToObj(i -> sample(Duration.ofMinutes(i), megabytes.applyAsDouble(i), vectors.applyAsDouble(i)))
                .toList();
    }

    /** So many samples, so far apart, that use these megabytes. */
    static List<MemorySample> each(int count, Duration step, IntToDoubleFunction megabytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> sample(step.multipliedBy(i), megabytes.applyAsDouble(i), 0))
                .toList();
    }

    static MemorySample sample(Duration after, double megabytes, double vectors) {
        return new MemorySample(START + after.toMillis(), bytes(megabytes), 0, bytes(vectors), CAPACITY);
    }

    /** An assessment with these figures, a pressure by the formula, and nothing else to say. */
    public static Assessment assessment(double usedPercent, HeldBytes held, long holeBytes, Prediction prediction) {
        long used = Math.round(usedPercent * CAPACITY / 100);
        MemoryStatistics statistics =
                new MemoryStatistics(START, new HeapReading(used, used, CAPACITY, 1, 1), held, holeBytes, 0, 0);
        return new Assessment(
                statistics,
                PressureScore.of(statistics.sample(), Trend.STABLE),
                Trend.STABLE,
                new LeakVerdict(0, List.of()),
                prediction,
                SystemHealth.of(List.of(), START));
    }

    /** Nothing in any part of the state. */
    public static HeldBytes nothing() {
        return new HeldBytes(0, 0, 0, 0, 0, 0);
    }

    /** A prediction that the growth leads to this. */
    public static Prediction growthTo(double percent) {
        return new Prediction(20, Duration.ofMinutes(5), null, null, percent, 0.5, null);
    }

    public static long bytes(double megabytes) {
        return Math.round(megabytes * MEGABYTE);
    }
}
