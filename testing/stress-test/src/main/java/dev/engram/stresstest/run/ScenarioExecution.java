package dev.engram.stresstest.run;

import com.acme.stress.Outcome;
import com.acme.stress.StressTestResult;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import dev.engram.collector.server.Collector;
import dev.engram.collector.server.CollectorOptions;
import dev.engram.collector.server.sql.QueryException;
import dev.engram.demo.DemoException;
import dev.engram.demo.Servers;
import dev.engram.demo.StartedResources;
import dev.engram.stresstest.config.Safety;
import dev.engram.stresstest.record.Recording;
import dev.engram.stresstest.record.Series;
import dev.engram.stresstest.summary.Accounts;
import dev.engram.stresstest.summary.ScenarioRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Runs one scenario once: Redis, the collector and the fork start, are watched, and are gone afterwards. */
final class ScenarioExecution {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration START_WITHIN = Duration.ofMinutes(2);

    private final Plan plan;
    private final Plan.Step step;
    private final Environment environment;
    private final Stop stop;
    private final Recording recording;

    /** Why the watch ended the fork. */
    private record Ending(Outcome outcome, String reason) {}

    ScenarioExecution(Plan plan, Plan.Step step, Environment environment, Stop stop) {
        this.plan = plan;
        this.step = step;
        this.environment = environment;
        this.stop = stop;
        this.recording = new Recording(step.scenario().id(), Instant.now());
    }

    /**
     * Runs it; what goes wrong with it is in the result.
     *
     * @param seconds for the load, which may be less than was planned
     */
    ScenarioRun run(int seconds) throws InterruptedException {
        String cannot;
        try (StartedResources resources = new StartedResources()) {
            return run(seconds, resources);
        } catch (DemoException e) {
            cannot = String.valueOf(e.getMessage());
        }
        return judged(new Ending(Outcome.NOT_RUN, cannot), null);
    }

    private ScenarioRun run(int seconds, StartedResources resources) throws DemoException, InterruptedException {
        RedisSource.RunningRedis redis = environment.redis().start(resources);
        Collector collector = step.agent() ? Servers.startCollector(CollectorOptions.onFreePorts(), resources) : null;
        String name = step.scenario().id();
        Fork fork = resources.add(Fork.start(
                environment.parts(),
                settings(seconds),
                plan.heapMb(),
                redis.url(),
                collector == null ? null : Servers.otlp(collector),
                this::take,
                line -> environment.log().info(name + " | " + line)));
        Ending early = watch(fork, redis, seconds);
        fork.close();
        // What it had said is told before its exit code.
        OptionalInt code = fork.waitFor(Duration.ofSeconds(5));
        Ending ending = early != null ? early : end(fork, code.orElse(-1));
        return judged(ending, collector == null ? null : accounts(fork, collector));
    }

    private void take(Message message) {
        recording.add(message);
        if (message instanceof Message.Protected each) {
            environment.log().info(each.measure() + ": " + each.detail());
        } else if (message instanceof Message.Failed each) {
            environment.log().info("error: " + each.kind() + ": " + each.message());
        } else if (message instanceof Message.Optimized each) {
            environment.log().info("optimization: " + each.optimization());
        } else if (!(message instanceof Message.Sampled) && !(message instanceof Message.Cycled)) {
            environment.log().debug(message.toString());
        }
    }

    private RunSettings settings(int seconds) {
        Safety safety = plan.config().safety();
        return new RunSettings(
                step.scenario().id(),
                seconds,
                plan.config().levels(),
                safety.emergencyShutdownThreshold(),
                safety.memoryCleanupInterval(),
                safety.systemHealthCheckInterval());
    }

    /** Returns when the fork has ended, or why it must. */
    private @Nullable Ending watch(Fork fork, RedisSource.RunningRedis redis, int seconds) throws InterruptedException {
        long begin = System.nanoTime();
        boolean started = false;
        Safety safety = plan.config().safety();
        double limit = seconds + safety.endTimeout();
        while (fork.waitFor(LOOK).isEmpty()) {
            if (!started && recording.hasStarted()) {
                started = true;
                begin = System.nanoTime(); // how long a JVM takes to start is not the load's time
            }
            double ran = (System.nanoTime() - begin) / 1e9;
            environment
                    .progress()
                    .goesOn(ran, recording.lastSample(), recording.capacityMb(), recording.lastOptimization());
            if (stop.reason() != null) {
                return new Ending(Outcome.INTERRUPTED, String.valueOf(stop.reason()));
            }
            if (!redis.isAlive() && recording.ended() == null) {
                return new Ending(
                        Outcome.FAILED,
                        "Redis ended in the middle of the run, after %.0f s; the memory cannot work without it."
                                .formatted(ran));
            }
            if (started && ran > limit) {
                return new Ending(
                        Outcome.HUNG,
                        "The load did not end: it was to run for %d s and was killed after %.0f s (end_timeout %d s)."
                                .formatted(seconds, ran, safety.endTimeout()));
            }
            Duration silence = started ? Duration.ofSeconds(safety.silenceTimeout()) : START_WITHIN;
            if (recording.ended() == null && fork.silence().compareTo(silence) > 0) {
                return new Ending(
                        Outcome.HUNG,
                        "The JVM of the load told nothing for %d s and was killed.".formatted(silence.toSeconds()));
            }
        }
        return null;
    }

    private Ending end(Fork fork, int code) {
        Message.Ended ended = recording.ended();
        if (ended == null) {
            return new Ending(Outcome.FAILED, died(fork, code));
        }
        if (ended.failure() != null) {
            return new Ending(Outcome.FAILED, "The load failed: " + ended.failure());
        }
        return recording.wasEmergency()
                ? new Ending(
                        Outcome.EMERGENCY_SHUTDOWN,
                        "The heap reached the threshold of "
                                + plan.config().safety().emergencyShutdownThreshold()
                                + " %, and the load was ended.")
                : new Ending(Outcome.COMPLETED, "");
    }

    private static String died(Fork fork, int code) {
        if (fork.ranOutOfMemory()) {
            return "The JVM of the load died of an OutOfMemoryError, with exit code " + code
                    + "; give it more by --heap, or lower the stress levels.";
        }
        return "The JVM of the load ended with exit code " + code + "; the last it said: " + fork.lastWords();
    }

    private @Nullable Accounts accounts(Fork fork, Collector collector) throws InterruptedException {
        Accounts said = fork.accounts();
        if (said == null) {
            return null;
        }
        boolean unused = collector.flush();
        try {
            long spans = ((Number) Objects.requireNonNull(collector
                            .query("SELECT count(*) FROM spans")
                            .rows()
                            .get(0)
                            .get(0)))
                    .longValue();
            return said.withArrived(spans);
        } catch (QueryException e) {
            environment.log().info("The collector could not be asked for its spans: " + e.getMessage());
            return said;
        }
    }

    private ScenarioRun judged(Ending ending, @Nullable Accounts accounts) {
        String reason = ending.reason().isEmpty() ? null : ending.reason();
        StressTestResult result = recording.result(ending.outcome(), reason);
        Series series = recording.series();
        return Judge.of(step, result, accounts, series, environment.baseline().find(step, plan.heapMb()));
    }
}
