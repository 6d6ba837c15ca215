package dev.engram.benchmarks.sidebyside;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is measured of each variant. Of no agent the value itself; of the others what they add to it, where they add. */
enum Figure {
    BURST_1("added per call, 1 thread", "ns", 0, Kind.ADDED, 120.0),
    BURST_2("added per call, 2 threads", "ns", 0, Kind.ADDED, 200.0),
    BYTES("allocated by the application's thread per call", "B", 1, Kind.ADDED, 0.0),
    BURST_DELIVERED("delivered, bursts", "%", 1, Kind.DELIVERED, null),
    PACE_10K_CPU("process CPU per span, 10,000 calls/s", "µs", 2, Kind.ADDED, 3.0),
    PACE_10K_DELIVERED("delivered, 10,000 calls/s", "%", 1, Kind.DELIVERED, null),
    PACE_100K_CPU("process CPU per span, 100,000 calls/s", "µs", 2, Kind.ADDED, null),
    PACE_100K_DELIVERED("delivered, 100,000 calls/s", "%", 1, Kind.DELIVERED, null),
    MINUTE_DELIVERED("delivered, 100,000 calls/s for 60 s", "%", 3, Kind.DELIVERED, 100.0),
    FULL_NANOS("added per call at full speed", "ns", 0, Kind.ADDED, null),
    FULL_CPU("process CPU per span at full speed", "µs", 2, Kind.ADDED, 1.0),
    FULL_BACKGROUND("of it, off the application's thread", "µs", 2, Kind.ADDED, null),
    FULL_DELIVERED("delivered at full speed", "%", 1, Kind.DELIVERED, null),
    GET_NANOS("added per call with a Jedis GET, no network", "ns", 0, Kind.ADDED, 250.0),
    GET_BYTES("allocated per call with a Jedis GET", "B", 1, Kind.ADDED, 0.0),
    REDIS_NANOS("added per call with a Jedis GET, real Redis", "ns", 0, Kind.ADDED, null),
    LETTUCE_NANOS("added per asynchronous GET or SET of Lettuce", "ns", 0, Kind.ADDED, null),
    LETTUCE_BYTES("allocated per asynchronous GET or SET of Lettuce, by its caller", "B", 0, Kind.ADDED, null),
    LETTUCE_IO_BYTES("the same, by Lettuce's own thread", "B", 0, Kind.ADDED, null),
    START("added to start-up", "ms", 0, Kind.ADDED, 250.0),
    RSS("added RSS after start-up", "MB", 0, Kind.ADDED, 40.0),
    THREADS("added Java threads", "", 0, Kind.ADDED, 3.0),
    IDLE("added idle CPU, % of a core", "%", 2, Kind.ADDED, 0.5),
    JAR("agent jar", "MB", 1, Kind.ADDED, 10.0);

    private enum Kind {
        ADDED,
        DELIVERED
    }

    private final String title;
    private final String unit;
    private final int decimals;
    private final Kind kind;
    private final @Nullable Double budget;

    Figure(String title, String unit, int decimals, Kind kind, @Nullable Double budget) {
        this.title = title;
        this.unit = unit;
        this.decimals = decimals;
        this.kind = kind;
        this.budget = budget;
    }

    String title() {
        return title;
    }

    /** Engram's limit, null when it has none. */
    @Nullable
    Double budget() {
        return budget;
    }

    /** Whether less is better. */
    boolean isCost() {
        return kind == Kind.ADDED;
    }

    boolean isMet(double value) {
        return budget == null || (isCost() ? rounded(value) <= budget : rounded(value) >= budget);
    }

    /** Judged as it is shown: the last digit is noise. */
    private double rounded(double value) {
        double scale = Math.pow(10, decimals);
        return Math.rint(value * scale) / scale;
    }

    /** {@code 1,234}; no unit. */
    String number(double value) {
        double rounded = rounded(value);
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded == 0 ? 0.0 : rounded);
    }

    /** {@code 1,234 ns}. */
    String text(double value) {
        return unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }
}
