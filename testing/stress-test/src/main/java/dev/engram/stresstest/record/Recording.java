package dev.engram.stresstest.record;

import com.acme.stress.Optimization;
import com.acme.stress.Outcome;
import com.acme.stress.Sample;
import com.acme.stress.StressTestResult;
import com.acme.stress.channel.Message;
import dev.engram.stresstest.grade.Stability;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Takes what a fork tells, and says at any moment what is known. Bounded by the length of a run. Thread-safe. */
public final class Recording {
    private static final int FIRST_ERRORS = 10;
    private static final int LONGEST_MESSAGE = 300;

    private final String scenario;
    private final Instant startedAt;
    private final ResponseTimes times = new ResponseTimes();
    private final List<LevelRecord> levels = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Series.Response> responses = new ArrayList<>();
    private final List<Series.Point> used = new ArrayList<>();
    private final List<Series.Point> pressure = new ArrayList<>();
    private final List<Optimization> optimizations = new ArrayList<>();
    private final Map<String, Long> alerts = new TreeMap<>();
    private final Map<String, Double> findings = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<String> firstErrors = new ArrayList<>();
    private final Map<Message.Measure, Long> measures = new TreeMap<>();
    private Message.@Nullable Started started;
    private Message.@Nullable Sampled first;
    private Message.@Nullable Sampled last;
    private Message.@Nullable Ended ended;
    private @Nullable Double recoveryBegan;
    private @Nullable Double recovered;
    private double seconds;
    private double stressBegan = Double.NEGATIVE_INFINITY;

    public Recording(String scenario, Instant startedAt) {
        this.scenario = scenario;
        this.startedAt = startedAt;
    }

    /** Takes one message. */
    public synchronized void add(Message message) {
        if (message instanceof Message.Started each) {
            started = each;
        } else if (message instanceof Message.Sampled each) {
            sampled(each);
        } else if (message instanceof Message.Cycled each) {
            seconds = Math.max(seconds, each.seconds());
            times.add(each.millis());
            if (each.pressure() > 0) { // else the cycle failed
                pressure.add(new Series.Point(each.seconds(), each.pressure()));
            }
            responses.add(new Series.Response(each.seconds(), each.millis()));
            used.add(new Series.Point(each.seconds(), each.usedMb()));
            newestLevel().forEach(level -> {
                level.cycle(each.millis());
                level.heap(percent(each.usedMb()));
            });
        } else if (message instanceof Message.Optimized each) {
            optimizations.add(each.optimization());
        } else if (message instanceof Message.Alerted each) {
            alerts.merge(each.kind(), 1L, Long::sum);
        } else if (message instanceof Message.Failed each) {
            failed(each.kind(), each.message());
        } else if (message instanceof Message.LevelBegan each) {
            stressBegan = levels.isEmpty() ? each.seconds() : stressBegan;
            levels.add(new LevelRecord(each.name(), each.value()));
        } else if (message instanceof Message.Found each) {
            findings.put(each.name(), each.value());
        } else if (message instanceof Message.RecoveryBegan each) {
            recoveryBegan = each.seconds();
            recovered = null;
        } else if (message instanceof Message.Recovered each) {
            recovered = each.seconds();
        } else if (message instanceof Message.Protected each) {
            measures.merge(each.measure(), 1L, Long::sum);
        } else if (message instanceof Message.Ended each) {
            seconds = Math.max(seconds, each.seconds());
            ended = each;
        }
    }

    private void sampled(Message.Sampled each) {
        first = first == null ? each : first;
        long refusedBefore = last == null ? 0 : last.refused();
        used.add(new Series.Point(each.sample().seconds(), each.sample().usedMb()));
        pressure.add(new Series.Point(each.sample().seconds(), each.sample().pressure()));
        last = each;
        seconds = Math.max(seconds, each.sample().seconds());
        samples.add(each.sample());
        newestLevel().forEach(level -> {
            level.heap(percent(each.sample().usedMb()));
            level.refused(each.refused() - refusedBefore);
        });
    }

    private void failed(String kind, String message) {
        errors.merge(kind, 1L, Long::sum);
        if (firstErrors.size() < FIRST_ERRORS) {
            String text = kind + ": " + message;
            firstErrors.add(text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text);
        }
        newestLevel().forEach(LevelRecord::error);
    }

    private List<LevelRecord> newestLevel() {
        return levels.isEmpty() ? List.of() : List.of(levels.get(levels.size() - 1));
    }

    /** Whether the load has said that it begins. */
    public synchronized boolean hasStarted() {
        return started != null;
    }

    /** What the fork said at its end; null where it has not. */
    public synchronized Message.@Nullable Ended ended() {
        return ended;
    }

    public synchronized boolean wasEmergency() {
        return measures.containsKey(Message.Measure.EMERGENCY_SHUTDOWN);
    }

    /** The newest state; null before the first. */
    public synchronized @Nullable Sample lastSample() {
        return last == null ? null : last.sample();
    }

    /** The newest optimization; null before the first. */
    public synchronized @Nullable Optimization lastOptimization() {
        return optimizations.isEmpty() ? null : optimizations.get(optimizations.size() - 1);
    }

    public synchronized double capacityMb() {
        return started == null ? 0 : started.capacityMb();
    }

    private double percent(double usedMb) {
        double capacity = capacityMb();
        return capacity == 0 ? 0 : 100 * usedMb / capacity;
    }

    /**
     * All that is known.
     *
     * @param reason why it did not complete
     */
    public synchronized StressTestResult result(Outcome outcome, @Nullable String reason) {
        StressTestResult unrated = result(outcome, reason, 0);
        return result(outcome, reason, Stability.of(unrated));
    }

    private StressTestResult result(Outcome outcome, @Nullable String reason, double stability) {
        long operations = last == null ? 0 : last.operations();
        long failures = errors.values().stream().mapToLong(Long::longValue).sum();
        long attempts = Math.max(failures, operations + times.count());
        Double recovery = recoveryBegan == null || recovered == null ? null : recovered - recoveryBegan;
        return new StressTestResult(
                scenario,
                outcome,
                reason,
                startedAt.truncatedTo(ChronoUnit.MILLIS).toString(),
                seconds,
                operations,
                memory(),
                times.response(responses, stressBegan, recovered == null ? Double.POSITIVE_INFINITY : recovered),
                optimizations(),
                new StressTestResult.Pressure(
                        mean(samples, Sample::pressure), most(pressure, Series.Point::value), lastOf(Sample::pressure)),
                new StressTestResult.Health(
                        mean(samples, Sample::health), -most(samples, each -> -each.health()), lastOf(Sample::health)),
                stability,
                recovery,
                new StressTestResult.Errors(
                        failures, attempts == 0 ? 0 : 100.0 * failures / attempts, errors, firstErrors),
                alerts,
                findings,
                levels.stream().map(LevelRecord::level).toList(),
                machine(),
                new StressTestResult.Safety(
                        measures.getOrDefault(Message.Measure.HEALTH_CHECK, 0L),
                        measures.getOrDefault(Message.Measure.CLEAN_UP, 0L),
                        wasEmergency()));
    }

    private StressTestResult.Memory memory() {
        double initial = started == null ? 0 : started.initialMb();
        double end = ended != null ? ended.finalMb() : Math.max(initial, lastOf(Sample::liveMb));
        return new StressTestResult.Memory(
                initial, end, end - initial, Math.max(initial, most(used, Series.Point::value)), capacityMb());
    }

    private StressTestResult.Optimizations optimizations() {
        Map<String, Long> byKind = new TreeMap<>();
        optimizations.forEach(each -> byKind.merge(each.kind(), 1L, Long::sum));
        return new StressTestResult.Optimizations(
                last == null ? 0 : last.requested(),
                last == null ? 0 : last.refused(),
                optimizations.size(),
                optimizations.stream().filter(Optimization::succeeded).count(),
                optimizations.stream().mapToDouble(Optimization::freedMb).sum(),
                byKind);
    }

    private StressTestResult.Machine machine() {
        if (first == null || last == null) {
            return new StressTestResult.Machine(0, 0, 0);
        }
        return new StressTestResult.Machine(
                last.cpuSeconds() - first.cpuSeconds(),
                last.collections() - first.collections(),
                last.collectionSeconds() - first.collectionSeconds());
    }

    /** What charts are drawn from. */
    public synchronized Series series() {
        return new Series(
                Thin.highest(used, Series.Point::value),
                Thin.highest(pressure, Series.Point::value),
                Thin.highest(samples, Sample::liveMb),
                Thin.highest(responses, Series.Response::millis),
                Thin.highest(optimizations, Optimization::freedMb));
    }

    private double lastOf(ToDoubleFunction<Sample> figure) {
        return samples.isEmpty() ? 0 : figure.applyAsDouble(samples.get(samples.size() - 1));
    }

    private static double mean(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).average().orElse(0);
    }

    private static <T> double most(List<T> all, ToDoubleFunction<T> figure) {
        return all.stream().mapToDouble(figure).max().orElse(0);
    }
}
