package dev.engram.demo;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs without and with the agent side by side, and which of the memory's targets are met. Each figure is the median of several runs. */
final class BenchReport {
    private static final String SEARCH = "Deep Memory Search";
    private static final String ENRICHMENT = "Deep Memory Create";
    private static final String CONTEXT = "Context Loading";

    private final List<BenchRun> without;
    private final List<BenchRun> with;

    /**
     * A report.
     *
     * @param without at least one run without the agent
     * @param with as many with it
     */
    BenchReport(List<BenchRun> without, List<BenchRun> with) {
        this.without = List.copyOf(without);
        this.with = List.copyOf(with);
    }

    /** Milliseconds without and with the agent, one row for each kind of work. */
    String timings() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String name : names()) {
            rows.add(row(
                    name,
                    timing(without.get(0), name).count(),
                    pair(name, BenchRun.Timing::mean),
                    pair(name, BenchRun.Timing::median),
                    pair(name, BenchRun.Timing::stdev),
                    pair(name, BenchRun.Timing::p95)));
        }
        return table(rows, "ms without | with the agent", "times", "mean", "median", "stdev", "p95");
    }

    /**
     * The targets, and whether they are met with the agent. How often the cache is hit and how many results there are is planned by the
     * work, so these figures say only that the memory gave what was asked of it.
     */
    String targets() {
        double operation = worst(name -> !name.startsWith(CONTEXT));
        double context = worst(name -> name.startsWith(CONTEXT));
        double search = worst(SEARCH::equals);
        double enrichment = worst(ENRICHMENT::equals);
        double hitRate = median(with, BenchRun::hitRate);
        double results = median(with, BenchRun::resultsPerQuery);
        return table(
                List.of(
                        row("memory.operation.duration", "p95 < 100 ms", millis(operation), said(operation < 100)),
                        row("memory.context.load.duration", "p95 < 500 ms", millis(context), said(context < 500)),
                        row("memory.search.duration", "p95 < 200 ms", millis(search), said(search < 200)),
                        // With the storing of what is enriched: what is below the target by both is so by one.
                        row("memory.enrichment.duration", "p95 < 2 s", millis(enrichment), said(enrichment < 2000)),
                        row(
                                "cache hit rate",
                                "> 80 %",
                                String.format(Locale.ROOT, "%.0f %%", 100 * hitRate),
                                planned(hitRate > 0.8)),
                        row(
                                "results of a query",
                                "5 to 20",
                                String.format(Locale.ROOT, "%.0f", results),
                                planned(results >= 5 && results <= 20))),
                "target",
                "wanted",
                "measured",
                "");
    }

    /** What the application itself would change, by the figures of most runs with the agent. */
    String advice() {
        Map<String, Long> counts =
                with.stream().collect(Collectors.groupingBy(BenchRun::advice, TreeMap::new, Collectors.counting()));
        return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private List<String> names() {
        return List.copyOf(without.get(0).timings().keySet());
    }

    private double worst(Predicate<String> wanted) {
        return names().stream()
                .filter(wanted)
                .mapToDouble(name -> median(with, run -> timing(run, name).p95()))
                .max()
                .orElseThrow();
    }

    private String pair(String name, ToDoubleFunction<BenchRun.Timing> figure) {
        return "%.2f | %.2f"
                .formatted(
                        median(without, run -> figure.applyAsDouble(timing(run, name))),
                        median(with, run -> figure.applyAsDouble(timing(run, name))));
    }

    private static BenchRun.Timing timing(BenchRun run, String name) {
        return Objects.requireNonNull(run.timings().get(name), name);
    }

    private static double median(List<BenchRun> runs, ToDoubleFunction<BenchRun> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f ms", millis);
    }

    private static String said(boolean met) {
        return met ? "met" : "missed";
    }

    private static String planned(boolean met) {
        return met ? "planned" : "missed";
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return List.of(cells);
    }

    private static String table(List<List<@Nullable Object>> rows, String... columns) {
        return TextTable.render(new Table(
                Stream.of(columns)
                        .map(name -> new Table.Column(name, "VARCHAR"))
                        .toList(),
                rows,
                false));
    }
}
