package dev.engram.stresstest.record;

import java.util.ArrayList;
import java.util.List;

/** Makes long series short. */
final class Thin {
    private Thin() {}

    /** At most {@link Series#MAX} of them, the first and the last among them. */
    static <T> List<T> evenly(List<T> all) {
        if (all.size() <= Series.MAX) {
            return List.copyOf(all);
        }
        List<T> chosen = new ArrayList<>();
        for (int i = 0; i < Series.MAX; i++) {
            chosen.add(all.get((int) ((long) i * (all.size() - 1) / (Series.MAX - 1))));
        }
        return chosen;
    }

    /** At most {@link Series#MAX}: of neighbours the slowest. */
    static List<Series.Response> slowest(List<Series.Response> all) {
        if (all.size() <= Series.MAX) {
            return List.copyOf(all);
        }
        List<Series.Response> chosen = new ArrayList<>();
        for (int i = 0; i < Series.MAX; i++) {
            int from = (int) ((long) i * all.size() / Series.MAX);
            int to = (int) ((long) (i + 1) * all.size() / Series.MAX);
            Series.Response slowest = all.get(from);
            for (Series.Response each : all.subList(from, to)) {
                slowest = each.millis() > slowest.millis() ? each : slowest;
            }
            chosen.add(slowest);
        }
        return chosen;
    }
}
