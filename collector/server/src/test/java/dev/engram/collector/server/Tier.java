package dev.engram.collector.server;

import java.util.List;

/**
 * Which tests this build runs. A whole class or method that the default build omits has {@code @Tag("full")}; this is for
 * parameters, of which the default build uses the first, and for repetitions.
 */
public final class Tier {

    private static final boolean FULL = Boolean.getBoolean("engram.full");

    private Tier() {}

    /** How often or how long something is done: this with {@code -Pfull}, otherwise that. */
    public static int of(int full, int otherwise) {
        return FULL ? full : otherwise;
    }

    /** All of these with {@code -Pfull}, otherwise the first of them. */
    public static <T> List<T> of(int otherwise, List<T> all) {
        return FULL ? all : all.subList(0, otherwise);
    }
}
