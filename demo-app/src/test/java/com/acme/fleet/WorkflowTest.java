package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.redis.RealRedis;
import com.acme.users.UserServiceTests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole application on a real Redis. */
class WorkflowTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theWorkflowPlansRunsJudgesAndCleansUp() {
        assertThat(run(REDIS.environment())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "restored 4 plans of earlier runs",
                        "Test Plan Creation and Execution",
                        "qe-test-generator planned 3 tests as test-plan-user-service",
                        "qe-test-executor passed 3 of 3 tests of UserService",
                        "qe-coverage-analyzer compared 5 plans, wrote coverage-report-user-service",
                        "qe-fleet-commander deleted test-plan-user-service");
        assertThat(err.size()).isZero();
    }

    @Test
    void itLeavesTheReportAndNotThePlan() {
        run(REDIS.environment());
        MemoryManager memory = new MemoryManager(REDIS.client());
        assertThat(memory.retrieve("test-plan-user-service", TestPlan.class, "aqe/test-plans"))
                .isNull();
        CoverageReport report = Objects.requireNonNull(
                memory.retrieve("coverage-report-user-service", CoverageReport.class, "aqe/reports"));
        assertThat(report.fleetMean()).isEqualTo(new Coverage(83.4, 75.8, 88.8));
        assertThat(report.results())
                .extracting(TestResult::test)
                .containsExactly("UserService.create", "UserService.update", "UserService.delete");
        assertThat(report.results()).allMatch(TestResult::passed).allMatch(result -> result.millis() > 0);
        assertThat(report.suites())
                .extracting(CoverageReport.Suite::testSuite, CoverageReport.Suite::missesTarget)
                .startsWith(tuple("InventoryService", true), tuple("NotificationService", true))
                .hasSize(5);
        assertThat(REDIS.client().get("aqe/reports:coverage-report-user-service"))
                .hasSizeBetween(1200, 1400);
    }

    @Test
    void itUsesTheMemoryFiveTimesBesideWhatEarlierRunsLeft() {
        REDIS.resetCalls();
        run(REDIS.environment());
        assertThat(REDIS.calls("set")).as("4 restored + plan + report").isEqualTo(6);
        assertThat(REDIS.calls("get")).as("the plan").isEqualTo(1);
        assertThat(REDIS.calls("scan")).as("one search").isEqualTo(1);
        assertThat(REDIS.calls("mget")).as("its values").isEqualTo(1);
        assertThat(REDIS.calls("del")).as("the plan").isEqualTo(1);
    }

    @Test
    void aSecondRunOnTheSameRedisIsTheSame() {
        assertThat(run(REDIS.environment())).isZero();
        String first = out.toString(StandardCharsets.UTF_8);
        out.reset();
        assertThat(run(REDIS.environment())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(first);
    }

    @Test
    void anUnknownPlanIsAMissAndNoFailure() {
        REDIS.resetCalls();
        assertThat(run(REDIS.environment(), "--with-miss")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("qe-test-executor found no plan test-plan-invalid");
        assertThat(REDIS.calls("get")).isEqualTo(2);
    }

    @Test
    void aTestThatDoesNotHoldIsReportedAndTheWorkflowGoesOn() {
        MemoryManager memory = new MemoryManager(REDIS.client());
        Map<String, Runnable> tests = new HashMap<>(UserServiceTests.byName());
        tests.put("UserService.update", () -> {
            throw new AssertionError("old password works");
        });
        FleetCommander commander = new FleetCommander(
                memory,
                new TestGenerator(memory, Clock.systemUTC()),
                new TestExecutor(memory, tests),
                new CoverageAnalyzer(memory, Clock.systemUTC()),
                List.of(),
                line -> {});
        TestRun run = commander.run("any");
        assertThat(run.allPassed()).isFalse();
        assertThat(run.results())
                .extracting(TestResult::failure)
                .containsExactly(null, "java.lang.AssertionError: old password works", null);
        assertThat(memory.retrieve("coverage-report-user-service", CoverageReport.class, "aqe/reports"))
                .isNotNull();
    }

    @Test
    void anUnreachableRedisIsOneSentenceWithoutThePassword() throws IOException {
        int nobody = RealRedis.freePort();
        assertThat(run(Map.of("REDIS_URL", "redis://me:secret@127.0.0.1:" + nobody)))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "Redis cannot be reached at 127.0.0.1:" + nobody + "; start it, or set REDIS_URL.");
    }

    @Test
    void aRedisThatRefusesIsOneSentence() {
        REDIS.client().set("aqe/test-plans:test-plan-user-service", "x");
        REDIS.config("SET", "maxmemory", "1");
        try {
            assertThat(run(REDIS.environment())).isEqualTo(1);
        } finally {
            REDIS.config("SET", "maxmemory", "0");
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("Redis at 127.0.0.1:")
                .contains("refused: OOM");
    }

    @Test
    void anUnknownOptionOrAddressIsAUsageError() {
        assertThat(run(REDIS.environment(), "--wiht-miss")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "Unknown option --wiht-miss; known are --scenario NAME, --loop SECONDS, --keep and --with-miss, or bench first.");
        assertThat(run(Map.of("REDIS_URL", "localhost"))).isEqualTo(2);
    }

    private int run(Map<String, String> environment, String... args) {
        return Main.run(
                List.of(args),
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
