package dev.engram.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo command shows what it should, says what is wrong, and leaves nothing behind. */
class DemoCommandIT {

    @TempDir
    private Path directory;

    private Path temporary;

    @BeforeEach
    void makeTemporary() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
    }

    @Test
    void onceItShowsTheTimelineAndTheThreeQueriesAndEnds() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("ok"), temporary, "--once", "--with-miss")) {
            assertThat(demo.exitCode()).as(demo.text()).isZero();
            assertThat(demo.text())
                    .containsSubsequence(
                            "Redis listens on redis://127.0.0.1:",
                            "The collector listens: OTLP/gRPC on port ",
                            "  | arguments [--with-miss]",
                            "  | service agentic-qe-fleet",
                            "  | done",
                            "13 spans of its workflow arrived.",
                            "Trace: Test Plan Creation and Execution",
                            "aqe.task.generate [qe-test-generator]",
                            "aqe.memory.store [test-plan-user-service]",
                            "aqe.memory.search [test-plan-%]",
                            "Memory Operations: 5 (2 store, 1 retrieve, 1 search, 1 delete)",
                            "Query 1: Find slowest memory operations",
                            "coverage-report-user-service",
                            "Query 2: Find largest values stored",
                            "1247",
                            "387",
                            "Query 3: Track memory operation frequency by namespace")
                    .containsPattern("aqe/test-plans +4 +7\\.25")
                    .containsPattern("aqe/reports +1 +15");
            assertThat(demo.text()).doesNotContain("Ctrl-C");
            assertNothingIsLeft(demo);
        }
    }

    @Test
    @Tag("full")
    void withoutOnceItStaysUpForQuestionsUntilItIsToldToEnd() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("ok"), temporary)) {
            demo.awaitText("Ctrl-C ends it all.");
            String api = demo.text().replaceAll("(?s).* --url (http://\\S+).*", "$1");
            assertThat(get(api + "/api/traces/latest")).contains("aqe.workflow.run");
            demo.awaitText("See it in a browser: " + api + "/");
            assertThat(get(api + "/")).contains("<title>Engram</title>");
            assertThat(Processes.isAlive(demo.number("redis"))).isTrue();
            Processes.signal("TERM", demo.pid());
            assertThat(demo.exitCode()).isEqualTo(128 + 15);
            assertNothingIsLeft(demo);
        }
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalInTheMiddleEndsEverythingAndIsNoFailure(String signal, int exitCode) throws Exception {
        assumeFalse(Processes.ignores(signal), "this signal is ignored here, as under nohup");
        try (DemoRun demo = DemoRun.start(tree("hang"), temporary)) {
            demo.awaitText("  | service agentic-qe-fleet");
            Processes.signal(signal, demo.pid());
            assertThat(demo.exitCode()).isEqualTo(exitCode);
            assertThat(demo.text()).doesNotContain("engram demo:");
            assertNothingIsLeft(demo);
        }
    }

    @Test
    @Tag("full")
    void killedItTakesRedisAndTheApplicationWithIt() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("hang"), temporary)) {
            long application = demo.number("application");
            long redis = demo.number("redis");
            assertThat(Processes.isAlive(application)).isTrue();
            assertThat(Processes.isAlive(redis)).isTrue();
            Processes.signal("KILL", demo.pid());
            Processes.awaitEnd(application);
            Processes.awaitEnd(redis);
        }
    }

    @Test
    @Tag("full")
    void anApplicationThatFailsIsSaid() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("fail"), temporary)) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.text())
                    .endsWith("engram demo: The application failed with exit code 3; see its lines above.");
            assertNothingIsLeft(demo);
        }
    }

    @Test
    @Tag("full")
    void spansThatDoNotArriveAreSaid() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("no spans"), temporary, "--wait", "1s")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.text())
                    .endsWith("engram demo: The application has ended, but no span arrived within 1 s;"
                            + " see what the agent said above.");
            assertNothingIsLeft(demo);
        }
    }

    @Test
    @Tag("full")
    void spansOfSomethingElseAreSaid() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("other spans"), temporary, "--wait", "1s")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.text())
                    .contains("engram demo: The application has ended, but the trace"
                            + " 'Test Plan Creation and Execution' is not among the 1 that arrived; does ");
        }
    }

    @ParameterizedTest
    @CsvSource({"agent/target/engram-agent.jar", "demo-app/target/demo-app.jar", "demo-app/engram.yaml"})
    void aMissingPartIsSaidBeforeAnythingStarts(String part) throws Exception {
        Path root = tree("ok");
        Files.delete(root.resolve(part));
        try (DemoRun demo = DemoRun.start(root, temporary)) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.text())
                    .startsWith(
                            "engram demo: The demo needs " + root.resolve(part) + ", which is missing; build it with")
                    .doesNotContain("Redis listens");
        }
    }

    @Test
    void anUnknownOptionIsAUsageError() throws Exception {
        try (DemoRun demo = DemoRun.start(tree("ok"), temporary, "--onec")) {
            assertThat(demo.exitCode()).isEqualTo(2);
        }
    }

    private Path tree(String mode) throws IOException {
        return FakeTree.create(Files.createDirectory(directory.resolve("root with space")), mode);
    }

    private void assertNothingIsLeft(DemoRun demo) throws IOException {
        Processes.awaitEnd(demo.number("application"));
        Processes.awaitEnd(demo.number("redis"));
        try (var files = Files.list(temporary)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("engram")))
                    .isEmpty();
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
