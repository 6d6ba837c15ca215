package dev.engram.stresstest.summary;

import dev.engram.stresstest.grade.Compared;
import java.util.List;

/**
 * How a figure of a scenario developed over saved runs of the same duration, heap and agent.
 *
 * @param figures oldest first, that of this run last
 * @param change of the last one beside the first one
 */
public record Trend(
        String scenario, boolean agent, String label, String unit, List<Double> figures, Compared.Change change) {
    public Trend {
        figures = List.copyOf(figures);
    }
}
