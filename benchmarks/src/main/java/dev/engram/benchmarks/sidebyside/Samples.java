package dev.engram.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All values measured, in the order measured. Not thread-safe. */
final class Samples {

    private final Map<Figure, Map<Variant, List<Double>>> values = new EnumMap<>(Figure.class);

    void add(Figure figure, Variant variant, double value) {
        values.computeIfAbsent(figure, any -> new EnumMap<>(Variant.class))
                .computeIfAbsent(variant, any -> new ArrayList<>())
                .add(value);
    }

    /** Adds what {@code variant} adds to the last value of no agent; of no agent the value itself. */
    void addOver(Figure figure, Variant variant, double value) {
        add(figure, variant, variant == Variant.NONE ? value : value - lastOfNone(figure));
    }

    /** No agent comes first in every round. */
    double lastOfNone(Figure figure) {
        List<Double> none = of(figure, Variant.NONE);
        if (none.isEmpty()) {
            throw new IllegalStateException(figure + " was not measured without an agent");
        }
        return none.get(none.size() - 1);
    }

    List<Double> of(Figure figure, Variant variant) {
        return values.getOrDefault(figure, Map.of()).getOrDefault(variant, List.of());
    }

    boolean has(Figure figure) {
        return values.containsKey(figure);
    }

    /** Null when nothing was measured. */
    @Nullable
    Double median(Figure figure, Variant variant) {
        List<Double> sorted = new ArrayList<>(of(figure, variant));
        if (sorted.isEmpty()) {
            return null;
        }
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
