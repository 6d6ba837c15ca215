package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo as users see it: the real agent in the real application. Needs the jars of the modules agent and demo-app,
 * which a build of all modules makes before this one.
 */
class RealDemoIT {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    @TempDir
    private Path temporary;

    @BeforeEach
    void needTheOtherModules() {
        Parts parts = Parts.in(ROOT);
        assumeThat(List.of(parts.agent(), parts.application())).allMatch(Files::exists, "is built");
    }

    @Test
    void theWorkflowOfTheSeedIsSeenAsTheSeedTellsIt() throws Exception {
        try (DemoRun demo = DemoRun.start(ROOT, temporary, "--once")) {
            assertThat(demo.exitCode()).as(demo.text()).isZero();
            assertThat(demo.text())
                    .containsSubsequence(
                            "Trace: Test Plan Creation and Execution",
                            "aqe.task.generate [qe-test-generator]",
                            "aqe.memory.store [test-plan-user-service]",
                            "namespace: aqe/test-plans, size: ",
                            "aqe.task.execute [qe-test-executor]",
                            "aqe.memory.retrieve [test-plan-user-service]",
                            "namespace: aqe/test-plans, found: true, size: ",
                            "aqe.test.execute [UserService.create]",
                            "aqe.test.execute [UserService.update]",
                            "aqe.test.execute [UserService.delete]",
                            "aqe.task.analyze [qe-coverage-analyzer]",
                            "aqe.memory.search [test-plan-%]",
                            "namespace: aqe/test-plans, pattern: test-plan-%, results: 5",
                            "aqe.memory.store [coverage-report-user-service]",
                            "namespace: aqe/reports, size: ",
                            "aqe.task.cleanup [qe-fleet-commander]",
                            "aqe.memory.delete [test-plan-user-service]",
                            "namespace: aqe/test-plans",
                            "Memory Operations: 5 (2 store, 1 retrieve, 1 search, 1 delete)");
            assertThat(demo.text())
                    .containsPattern("(?m)^aqe/test-plans +4 +\\d")
                    .containsPattern("(?m)^aqe/reports +1 +\\d")
                    .as("a demo warns of nothing")
                    .doesNotContain("[engram] WARN");
        }
    }

    @Test
    @Tag("full")
    void theScenariosOfDevelopersAreReadLikeStories() throws Exception {
        try (DemoRun demo = DemoRun.start(ROOT, temporary, "--once", "--scenario", "all", "--keep")) {
            assertThat(demo.exitCode()).as(demo.text()).isZero();
            assertThat(demo.text())
                    .containsSubsequence(
                            "  | Feature 'Authentication Feature' completed!",
                            "  | Solved: clock skew, 60s leeway",
                            "  | Reviewing: Authentication Feature",
                            "  | Investigation: Performance Bottleneck: archived",
                            "Trace: Test Plan Creation and Execution",
                            "Trace: Feature Development (Multi-Day Session)",
                            "tta.task.research [dev-alice]",
                            "namespace: dev-alice/cache, found: false",
                            "namespace: dev-alice/sessions, size: 55 bytes",
                            "aqe.memory.enrich [memory-",
                            "aqe.memory.store [AUTH-001]",
                            "tta.task.implement [dev-alice]",
                            "aqe.memory.load [authentication-feature-",
                            "stage: implement, mode: augster-rigorous, layers: 4",
                            "tags: auth, security, jwt, results: 1",
                            "aqe.memory.validate [QUAL-004]",
                            "valid: false, severity: warning",
                            "tta.task.wrap-up [dev-alice]",
                            "stage: verify, mode: standard, layers: 2",
                            "Trace: Bug Investigation",
                            "tta.task.investigate [dev-bob]",
                            "aqe.memory.retrieve by dev-bob",
                            "Trace: Code Review with Historical Context",
                            "tta.task.review [reviewer-charlie]",
                            "Trace: Session Grouping Patterns",
                            "tta.task.group-investigation [lead-dora]");
        }
    }

    @Test
    @Tag("full")
    void aMissIsSeenAsAMiss() throws Exception {
        try (DemoRun demo = DemoRun.start(ROOT, temporary, "--once", "--with-miss")) {
            assertThat(demo.exitCode()).as(demo.text()).isZero();
            assertThat(demo.text())
                    .containsSubsequence(
                            "  | qe-test-executor found no plan test-plan-invalid",
                            "aqe.memory.retrieve [test-plan-invalid]",
                            "namespace: aqe/test-plans, found: false",
                            "Memory Operations: 6 (2 store, 2 retrieve, 1 search, 1 delete)");
        }
    }
}
