package dev.engram.stresstest.record;

import com.acme.stress.StressTestResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long cycles took, with three significant digits up to an hour. Not thread-safe. */
final class ResponseTimes {
    private static final double MICROS_IN_MILLI = 1000;

    private final Histogram micros = new Histogram(Duration.ofHours(1).toMillis() * 1000, 3);

    void add(double millis) {
        micros.recordValue(Math.min(micros.getHighestTrackableValue(), Math.round(millis * MICROS_IN_MILLI)));
    }

    long count() {
        return micros.getTotalCount();
    }

    double meanMs() {
        return count() == 0 ? 0 : micros.getMean() / MICROS_IN_MILLI;
    }

    double percentileMs(double percentile) {
        return count() == 0 ? 0 : micros.getValueAtPercentile(percentile) / MICROS_IN_MILLI;
    }

    /** @param all the same cycles with their times */
    StressTestResult.Response response(List<Series.Response> all, double stressBegan, double recovered) {
        return new StressTestResult.Response(
                count(),
                meanMs(),
                count() == 0 ? 0 : micros.getStdDeviation() / MICROS_IN_MILLI,
                percentileMs(50),
                percentileMs(95),
                percentileMs(99),
                micros.getMaxValue() / MICROS_IN_MILLI,
                Objects.requireNonNullElse(mean(all.subList(0, all.size() / 3)), 0.0),
                Objects.requireNonNullElse(mean(all.subList(all.size() - all.size() / 3, all.size())), 0.0),
                mean(all.stream().filter(each -> each.seconds() < stressBegan).toList()),
                mean(all.stream().filter(each -> each.seconds() > recovered).toList()));
    }

    private static @Nullable Double mean(List<Series.Response> some) {
        OptionalDouble mean = some.stream().mapToDouble(Series.Response::millis).average();
        return mean.isPresent() ? Double.valueOf(mean.getAsDouble()) : null;
    }
}
