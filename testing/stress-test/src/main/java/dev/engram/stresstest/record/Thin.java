package dev.engram.stresstest.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Makes long series short. */
final class Thin {
    private Thin() {}

    /** At most {@link Series#MAX}: of neighbours the one with the highest figure. */
    static <T> List<T> highest(List<T> all, ToDoubleFunction<T> figure) {
        if (all.size() <= Series.MAX) {
            return List.copyOf(all);
        }
        List<T> chosen = new ArrayList<>();
        for (int i = 0; i < Series.MAX; i++) {
            int from = (int) ((long) i * all.size() / Series.MAX);
            int to = (int) ((long) (i + 1) * all.size() / Series.MAX);
            chosen.add(all.subList(from, to).stream()
                    .max(Comparator.comparingDouble(figure))
                    .orElseThrow());
        }
        return chosen;
    }
}
