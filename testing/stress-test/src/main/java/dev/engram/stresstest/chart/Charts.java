package dev.engram.stresstest.chart;

import com.acme.stress.Level;
import com.acme.stress.Optimization;
import com.acme.stress.Outcome;
import com.acme.stress.Sample;
import dev.engram.stresstest.record.Series;
import dev.engram.stresstest.summary.AgentCost;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import dev.engram.stresstest.summary.Trend;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts of a test. */
public final class Charts {
    private static final Color BLUE = new Color(0x2b6cb0);
    private static final Color LIGHT_BLUE = new Color(0x90cdf4);
    private static final Color RED = new Color(0xc53030);
    private static final Color GREEN = new Color(0x2f855a);
    private static final Color[] COLORS = {BLUE, RED, GREEN, new Color(0xb7791f), LIGHT_BLUE, Color.GRAY};
    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;

    /** Room for the label of a bar, and for the labels under all of them. */
    private static final int BAR_WIDTH = 70;

    private static final int LABEL_HEIGHT = 160;

    private Charts() {}

    /** Those that there is something to draw for, first of each run, then of all. */
    public static List<Picture> of(TestSummary summary) {
        List<Picture> pictures = new ArrayList<>();
        List<ScenarioRun> runs = summary.runs().stream()
                .filter(each -> each.measured().outcome() != Outcome.NOT_RUN)
                .toList();
        runs.forEach(run -> pictures.addAll(ofRun(run)));
        if (!runs.isEmpty()) {
            Map<String, ToDoubleFunction<ScenarioRun>> figures = new LinkedHashMap<>();
            figures.put("mean", run -> run.measured().response().meanMs());
            figures.put("p95", run -> run.measured().response().p95Ms());
            figures.put("p99", run -> run.measured().response().p99Ms());
            pictures.add(bars("response_times.png", "Response times of all runs, ms", runs, figures));
            figures = new LinkedHashMap<>();
            figures.put("stability", run -> run.measured().stability());
            figures.put("mean health", run -> run.measured().health().mean());
            pictures.add(bars("stability.png", "Stability of all runs, points of 100", runs, figures));
            figures = new LinkedHashMap<>();
            figures.put("growth", run -> run.measured().memory().growthMb());
            figures.put("peak", run -> run.measured().memory().peakMb());
            pictures.add(bars("memory.png", "Memory of all runs, MB", runs, figures));
            figures = new LinkedHashMap<>();
            figures.put("memory", run -> run.value().memory());
            figures.put("performance", run -> run.value().performance());
            figures.put("stability", run -> run.value().stability());
            figures.put("errors", run -> run.value().errors());
            pictures.add(bars("business_value.png", "Business value of all runs, $", runs, figures));
        }
        if (!summary.agentCost().isEmpty()) {
            String title = "p99 of the response time without and with the agent, ms";
            List<String> names =
                    summary.agentCost().stream().map(AgentCost::scenario).toList();
            Map<String, List<Double>> values = new LinkedHashMap<>();
            values.put(
                    "without",
                    summary.agentCost().stream()
                            .map(each -> each.p99Ms().without())
                            .toList());
            values.put(
                    "with",
                    summary.agentCost().stream()
                            .map(each -> each.p99Ms().with())
                            .toList());
            pictures.add(new Picture("agent_cost.png", title, () -> bars(title, names, values)));
        }
        List<Trend> trends = summary.trends().stream()
                .filter(each -> each.label().equals("mean response time"))
                .toList();
        if (!trends.isEmpty()) {
            String title = "Mean response time over saved runs";
            pictures.add(new Picture("trends.png", title, () -> trends(title, trends)));
        }
        return pictures;
    }

    /** The charts of one run. */
    public static List<Picture> ofRun(ScenarioRun run) {
        List<Picture> pictures = new ArrayList<>();
        String file = run.scenario() + (run.agent() ? "" : "_no_agent");
        if (!run.series().samples().isEmpty()) {
            String title = "Heap and pressure, " + run.label();
            pictures.add(new Picture(file + "_memory.png", title, () -> memory(run, title)));
        }
        if (!run.series().responses().isEmpty()) {
            String title = "Response time, " + run.label();
            pictures.add(new Picture(file + "_response.png", title, () -> {
                XYChart chart = lines(title, "seconds", "ms");
                line(
                                chart,
                                "response time",
                                run.series().responses(),
                                Series.Response::seconds,
                                Series.Response::millis)
                        .setLineColor(BLUE);
                return chart;
            }));
        }
        List<Level> levels = run.measured().levels().stream()
                .filter(each -> each.name().equals("concurrent_agents") && each.cycles() > 0)
                .toList();
        if (!levels.isEmpty()) {
            String title = "Response time by number of agents, " + run.label();
            pictures.add(new Picture(file + "_per_agent.png", title, () -> {
                XYChart chart = lines(title, "agents at the same time", "ms");
                line(chart, "mean", levels, Level::value, Level::meanMs).setLineColor(BLUE);
                line(chart, "p99", levels, Level::value, Level::p99Ms).setLineColor(RED);
                return chart;
            }));
        }
        return pictures;
    }

    /** Heap and pressure. Optimizations are marked along the axis, where they hide no curve. */
    private static XYChart memory(ScenarioRun run, String title) {
        Series series = run.series();
        XYChart chart = lines(title, "seconds", "MB");
        chart.getStyler().setYAxisMax(0, run.measured().memory().capacityMb());
        chart.getStyler().setYAxisMin(1, 0.0).setYAxisMax(1, 100.0);
        chart.setYAxisGroupTitle(1, "pressure");
        chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
        line(chart, "heap used", series.used(), Series.Point::seconds, Series.Point::value)
                .setLineColor(LIGHT_BLUE);
        line(chart, "heap live", series.samples(), Sample::seconds, Sample::liveMb)
                .setLineColor(BLUE);
        XYSeries pressure = line(chart, "pressure", series.pressure(), Series.Point::seconds, Series.Point::value);
        pressure.setLineColor(RED);
        pressure.setYAxisGroup(1);
        if (!series.optimizations().isEmpty()) {
            XYSeries marks = line(chart, "optimization", series.optimizations(), Optimization::seconds, each -> 0);
            marks.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            marks.setMarker(SeriesMarkers.TRIANGLE_UP).setMarkerColor(GREEN);
        }
        return chart;
    }

    private static XYChart trends(String title, List<Trend> trends) {
        XYChart chart = lines(title, "runs, the newest last", "ms");
        chart.getStyler().setSeriesColors(COLORS);
        for (Trend trend : trends) {
            List<Integer> numbers =
                    IntStream.range(0, trend.figures().size()).boxed().toList();
            line(
                    chart,
                    trend.scenario() + (trend.agent() ? "" : ", no agent"),
                    numbers,
                    Integer::doubleValue,
                    trend.figures()::get);
        }
        return chart;
    }

    private static Picture bars(
            String file, String title, List<ScenarioRun> runs, Map<String, ToDoubleFunction<ScenarioRun>> figures) {
        return new Picture(file, title, () -> {
            Map<String, List<Double>> values = new LinkedHashMap<>();
            figures.forEach((name, figure) ->
                    values.put(name, runs.stream().map(figure::applyAsDouble).toList()));
            return bars(title, runs.stream().map(ScenarioRun::label).toList(), values);
        });
    }

    private static CategoryChart bars(String title, List<String> names, Map<String, List<Double>> values) {
        CategoryChart chart = new CategoryChart(Math.max(WIDTH, BAR_WIDTH * names.size()), HEIGHT + LABEL_HEIGHT);
        chart.setTitle(title);
        style(chart.getStyler());
        chart.getStyler().setXAxisLabelRotation(45);
        chart.getStyler().setXAxisMaxLabelCount(Math.max(2, names.size()));
        chart.getStyler().setSeriesColors(COLORS);
        values.forEach((name, figures) -> chart.addSeries(name, names, figures));
        return chart;
    }

    private static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        style(chart.getStyler());
        chart.getStyler().setYAxisMin(0, 0.0);
        return chart;
    }

    private static <T> XYSeries line(
            XYChart chart, String name, List<T> points, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
        XYSeries line = chart.addSeries(
                name,
                points.stream().mapToDouble(x).toArray(),
                points.stream().mapToDouble(y).toArray());
        line.setMarker(SeriesMarkers.NONE);
        line.setLineWidth(1.5f);
        return line;
    }

    private static void style(AxesChartStyler style) {
        style.setPlotGridLinesColor(new Color(0xe2e8f0));
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setLegendLayout(LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setChartBackgroundColor(Color.WHITE);
        style.setDecimalPattern("#,##0.##");
    }
}
