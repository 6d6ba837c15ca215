package dev.engram.stresstest.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.stress.Outcome;
import com.acme.stress.StressScenario;
import com.acme.stress.example.Broken;
import com.acme.stress.example.LongSessions;
import dev.engram.demo.Parts;
import dev.engram.stresstest.config.ConfigFile;
import dev.engram.stresstest.config.Safety;
import dev.engram.stresstest.config.StressTestConfig;
import dev.engram.stresstest.console.LiveConsole;
import dev.engram.stresstest.summary.Accounts;
import dev.engram.stresstest.summary.ScenarioRun;
import dev.engram.stresstest.summary.TestSummary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

@DisplayName("A scenario in a real JVM, with a real Redis, the real agent and the real collector")
@Timeout(240)
class ForkedRunIT {
    private static final int HEAP_MB = 192;

    private static TestSummary run(
            RedisSource redis, @Nullable Safety safety, boolean agent, int seconds, StressScenario... scenarios)
            throws InterruptedException {
        StressTestConfig defaults = ConfigFile.defaults();
        StressTestConfig config =
                safety == null ? defaults : new StressTestConfig(defaults.durations(), defaults.levels(), safety);
        Plan plan = new Plan(
                "test",
                HEAP_MB,
                config,
                Arrays.stream(scenarios)
                        .map(each -> new Plan.Step(each, agent, seconds))
                        .toList());
        Path root = Path.of("../..").toAbsolutePath().normalize();
        Environment environment = new Environment(
                Parts.in(
                        root,
                        Path.of("engram.yaml").toAbsolutePath(),
                        List.of(
                                Path.of("target/engram-stress-test-load.jar").toAbsolutePath(),
                                Path.of("target/test-classes").toAbsolutePath())),
                redis,
                Baseline.NONE,
                new LiveConsole(new PrintWriter(new StringWriter()), false),
                silent());
        return new StressTest(plan, environment, new Stop()).run(null);
    }

    private static Log silent() {
        return new Log() {
            @Override
            public void info(String line) {}

            @Override
            public void debug(String line) {}
        };
    }

    private static ScenarioRun only(TestSummary summary) {
        assertThat(summary.runs()).hasSize(1);
        return summary.runs().get(0);
    }

    private static Accounts accounts(ScenarioRun run) {
        return Objects.requireNonNull(run.accounts(), "the agent said no accounts");
    }

    @Test
    @Tag("full")
    @DisplayName("of one's own is found, runs, is measured, and meets what it expects; safety looks after it meanwhile")
    void ownScenario() throws Exception {
        ScenarioRun run =
                only(run(RedisSource::embedded, new Safety(99, 600, 1, 1, 30, 15), true, 4, new LongSessions()));
        assertThat(run.measured().reason()).isNull();
        assertThat(run.met()).as("%s", run.verdicts()).isTrue();
        assertThat(run.measured().response().cycles()).isPositive();
        assertThat(run.measured().operations()).isPositive();
        assertThat(run.measured().memory().capacityMb()).isBetween(HEAP_MB - 20.0, (double) HEAP_MB);
        assertThat(run.measured().safety().healthChecks()).isPositive();
        assertThat(run.measured().safety().cleanUps()).isPositive();
        assertThat(run.series().samples()).isNotEmpty();
        assertThat(accounts(run).arrived()).isPositive();
    }

    @Test
    @DisplayName("whose load runs out of memory is reported as that, and the agent accounts for every call")
    void outOfMemory() throws Exception {
        ScenarioRun run = only(
                run(RedisSource::embedded, new Safety(100, 600, 60, 30, 30, 15), true, 20, new Broken.OutOfMemory()));
        assertThat(run.measured().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.measured().reason()).contains("OutOfMemoryError");
        assertThat(accounts(run).isExact()).as("%s", run.accounts()).isTrue();
        assertThat(accounts(run).recorded()).isPositive();
    }

    @Test
    @Tag("full")
    @DisplayName(
            "beyond the threshold of the heap is ended by the emergency shutdown, and the agent accounts for every call")
    void nearlyFull() throws Exception {
        ScenarioRun run = only(
                run(RedisSource::embedded, new Safety(97, 600, 60, 30, 30, 15), true, 20, new Broken.NearlyFull()));
        assertThat(run.measured().outcome()).as("%s", run.measured().reason()).isEqualTo(Outcome.EMERGENCY_SHUTDOWN);
        assertThat(run.measured().memory().peakPercent()).isGreaterThan(97);
        assertThat(accounts(run).isExact()).as("%s", run.accounts()).isTrue();
    }

    @Test
    @Tag("full")
    @DisplayName("that hangs is killed, one that crashes is reported, and the next one runs")
    void theRestRuns() throws Exception {
        TestSummary summary = run(
                RedisSource::embedded,
                new Safety(99, 600, 60, 30, 30, 5),
                false,
                2,
                new Broken.Hanging(),
                new Broken.Crashing(),
                new LongSessions());
        ScenarioRun hung = summary.runs().get(0);
        assertThat(hung.measured().outcome()).isEqualTo(Outcome.HUNG);
        assertThat(hung.measured().reason()).contains("did not end").contains("killed");
        assertThat(hung.measured().response().cycles()).isEqualTo(3);
        ScenarioRun crashed = summary.runs().get(1);
        assertThat(crashed.measured().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(crashed.measured().reason()).contains("exit code 99");
        assertThat(summary.runs().get(2).measured().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(summary.met()).isFalse();
        assertThat(summary.recommendations()).anyMatch(each -> each.contains("exit code 99"));
    }

    @Test
    @Tag("full")
    @DisplayName("whose Redis is killed in the middle, or is not there, says so")
    void withoutRedis() throws Exception {
        RedisSource killed = belongings -> {
            RedisSource.RunningRedis redis = RedisSource.embedded(belongings);
            Thread killer = new Thread(() -> {
                try (Jedis client = new Jedis(URI.create(redis.url()))) {
                    while (client.dbSize() == 0) {
                        Thread.sleep(50);
                    }
                    client.shutdown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    // it ends in the middle of the command
                }
            });
            killer.setDaemon(true);
            killer.start();
            return redis;
        };
        ScenarioRun run = only(run(killed, null, false, 30, new LongSessions()));
        assertThat(run.measured().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.measured().reason()).contains("Redis");

        RedisSource missing = belongings -> new RedisSource.RunningRedis() {
            @Override
            public String url() {
                return "redis://127.0.0.1:1";
            }

            @Override
            public boolean isAlive() {
                return true;
            }
        };
        ScenarioRun without = only(run(missing, null, false, 5, new LongSessions()));
        assertThat(without.measured().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(without.measured().reason()).contains("Redis cannot be reached at 127.0.0.1:1");

        RedisSource broken = belongings -> {
            throw new StressTestException("Redis cannot be started: no room.");
        };
        ScenarioRun not = only(run(broken, null, false, 5, new LongSessions()));
        assertThat(not.measured().outcome()).isEqualTo(Outcome.NOT_RUN);
        assertThat(not.measured().reason()).contains("no room");
    }

    @Test
    @DisplayName("is not started when the time of all together is over, and the report is partial")
    void timeIsOver() throws Exception {
        TestSummary summary = run(
                RedisSource::embedded,
                new Safety(99, 3, 60, 30, 30, 15),
                false,
                3,
                new LongSessions(),
                new LongSessions());
        assertThat(summary.runs().get(0).measured().response().cycles()).isPositive();
        assertThat(summary.runs().get(1).measured().outcome()).isEqualTo(Outcome.NOT_RUN);
        assertThat(summary.partial()).contains("max_test_duration");
        assertThat(summary.met()).isFalse();
        assertThat(summary.runs().get(1).grades()).isEmpty();
    }
}
