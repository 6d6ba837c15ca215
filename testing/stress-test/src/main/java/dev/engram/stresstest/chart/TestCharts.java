package dev.engram.stresstest.chart;

import com.acme.stress.Level;
import dev.engram.stresstest.grade.BusinessValue;
import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.ScenarioRun;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;

/** All runs beside each other. */
final class TestCharts {
    private TestCharts() {}

    static byte[] responseTimes(List<ScenarioRun> runs) throws IOException {
        CategoryChart chart = Look.bars("Response time of management cycles", "ms");
        add(chart, "mean", runs, run -> run.measured().response().meanMs());
        add(chart, "p95", runs, run -> run.measured().response().p95Ms());
        add(chart, "p99", runs, run -> run.measured().response().p99Ms());
        return Look.png(chart);
    }

    static byte[] stability(List<ScenarioRun> runs) throws IOException {
        CategoryChart chart = Look.bars("Stability, and mean health of the agents", "points of 100");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        add(chart, "stability", runs, run -> run.measured().stability());
        add(chart, "health", runs, run -> run.measured().health().mean());
        return Look.png(chart);
    }

    static byte[] growth(List<ScenarioRun> runs) throws IOException {
        CategoryChart chart = Look.bars("Memory: growth, and peak of the heap", "MB");
        add(chart, "growth", runs, run -> run.measured().memory().growthMb());
        add(chart, "peak", runs, run -> run.measured().memory().peakMb());
        return Look.png(chart);
    }

    static byte[] value(List<ScenarioRun> runs) throws IOException {
        CategoryChart chart = Look.bars("Business value", "$");
        chart.getStyler().setStacked(true);
        addValue(chart, "memory", runs, BusinessValue::memory);
        addValue(chart, "performance", runs, BusinessValue::performance);
        addValue(chart, "stability", runs, BusinessValue::stability);
        addValue(chart, "errors", runs, BusinessValue::errors);
        return Look.png(chart);
    }

    /** The scenario with agents at the same time, of which there is a level for each number of them. */
    static byte[] perAgent(ScenarioRun run) throws IOException {
        List<Level> levels = levels(run);
        XYChart chart = Look.lines("Response time by number of agents", "agents at the same time", "ms");
        chart.getStyler().setYAxisMin(0.0);
        double[] agents = levels.stream().mapToDouble(Level::value).toArray();
        chart.addSeries(
                        "mean",
                        agents,
                        levels.stream().mapToDouble(Level::meanMs).toArray())
                .setMarkerColor(Look.BLUE)
                .setLineColor(Look.BLUE);
        chart.addSeries("p99", agents, levels.stream().mapToDouble(Level::p99Ms).toArray())
                .setMarkerColor(Look.RED)
                .setLineColor(Look.RED);
        return Look.png(chart);
    }

    static List<Level> levels(ScenarioRun run) {
        return run.measured().levels().stream()
                .filter(each -> each.name().equals("concurrent_agents") && each.cycles() > 0)
                .toList();
    }

    static byte[] agentCost(List<AgentCost> costs) throws IOException {
        CategoryChart chart = Look.bars("p99 of the response time, without and with the agent", "ms");
        List<String> names = costs.stream().map(AgentCost::scenario).toList();
        chart.addSeries(
                "without",
                names,
                costs.stream().map(each -> each.p99Ms().without()).toList());
        chart.addSeries(
                "with", names, costs.stream().map(each -> each.p99Ms().with()).toList());
        return Look.png(chart);
    }

    private static void addValue(
            CategoryChart chart, String name, List<ScenarioRun> runs, ToDoubleFunction<BusinessValue> figure) {
        add(chart, name, runs, run -> figure.applyAsDouble(run.value()));
    }

    private static void add(
            CategoryChart chart, String name, List<ScenarioRun> runs, ToDoubleFunction<ScenarioRun> figure) {
        chart.addSeries(
                name,
                runs.stream().map(Charts::label).toList(),
                runs.stream().map(figure::applyAsDouble).toList());
    }
}
