package dev.engram.stresstest.chart;

import com.acme.stress.Optimization;
import com.acme.stress.Sample;
import dev.engram.stresstest.record.Series;
import dev.engram.stresstest.summary.ScenarioRun;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What happened in one run, over its time. */
final class TimeCharts {
    private TimeCharts() {}

    /** Heap and pressure, with optimizations marked. */
    static byte[] memory(ScenarioRun run, String title) throws IOException {
        Series series = run.series();
        XYChart chart = Look.lines(title, "seconds", "MB");
        chart.getStyler()
                .setYAxisMin(0, 0.0)
                .setYAxisMax(0, run.measured().memory().capacityMb());
        chart.getStyler().setYAxisMin(1, 0.0).setYAxisMax(1, 100.0);
        chart.setYAxisGroupTitle(1, "pressure");
        chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
        line(chart, "heap used", series.samples(), Sample::usedMb).setLineColor(Look.LIGHT_BLUE);
        line(chart, "heap live", series.samples(), Sample::liveMb).setLineColor(Look.BLUE);
        XYSeries pressure = line(chart, "pressure", series.samples(), Sample::pressure);
        pressure.setLineColor(Look.RED);
        pressure.setYAxisGroup(1);
        List<Optimization> optimizations = series.optimizations();
        if (!optimizations.isEmpty()) {
            XYSeries marks = chart.addSeries(
                    "optimization",
                    optimizations.stream().mapToDouble(Optimization::seconds).toArray(),
                    optimizations.stream()
                            .mapToDouble(each -> usedAt(series.samples(), each.seconds()))
                            .toArray());
            marks.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            marks.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Look.GREEN);
        }
        return Look.png(chart);
    }

    /** How long cycles took. */
    static byte[] responses(ScenarioRun run, String title) throws IOException {
        List<Series.Response> responses = run.series().responses();
        XYChart chart = Look.lines(title, "seconds", "ms");
        chart.getStyler().setYAxisMin(0.0).setLegendVisible(false);
        XYSeries line = chart.addSeries(
                "response time",
                responses.stream().mapToDouble(Series.Response::seconds).toArray(),
                responses.stream().mapToDouble(Series.Response::millis).toArray());
        line.setMarker(SeriesMarkers.NONE).setLineColor(Look.BLUE);
        return Look.png(chart);
    }

    private static XYSeries line(XYChart chart, String name, List<Sample> samples, ToDoubleFunction<Sample> figure) {
        XYSeries line = chart.addSeries(
                name,
                samples.stream().mapToDouble(Sample::seconds).toArray(),
                samples.stream().mapToDouble(figure).toArray());
        line.setMarker(SeriesMarkers.NONE);
        line.setLineWidth(1.5f);
        return line;
    }

    private static double usedAt(List<Sample> samples, double seconds) {
        return samples.stream()
                .filter(each -> each.seconds() >= seconds)
                .findFirst()
                .map(Sample::usedMb)
                .orElseGet(() -> samples.isEmpty()
                        ? 0.0
                        : samples.get(samples.size() - 1).usedMb());
    }
}
