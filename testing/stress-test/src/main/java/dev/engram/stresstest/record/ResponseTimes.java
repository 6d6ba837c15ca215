package dev.engram.stresstest.record;

import com.acme.stress.StressTestResult;
import java.time.Duration;
import org.HdrHistogram.Histogram;

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

    StressTestResult.Response response() {
        return new StressTestResult.Response(
                count(),
                meanMs(),
                count() == 0 ? 0 : micros.getStdDeviation() / MICROS_IN_MILLI,
                percentileMs(50),
                percentileMs(95),
                percentileMs(99),
                micros.getMaxValue() / MICROS_IN_MILLI);
    }
}
