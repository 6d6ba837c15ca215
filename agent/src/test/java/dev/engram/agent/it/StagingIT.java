package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("In a process that runs, by commands")
@Timeout(180)
class StagingIT {

    private static final String STORE = """
            memory:
              - type: com.example.NotesMemoryStore
                method: store
                operation: store
                key: arg0
            """;

    private static final String RETRIEVE = """
              - type: com.example.NotesMemoryStore
                method: retrieve
                operation: retrieve
                key: arg0
            """;

    @TempDir
    Path folder;

    private Path spans() {
        return folder.resolve("spans.jsonl");
    }

    private static Jvm jvm() {
        return new Jvm().withoutAgent();
    }

    private String attach(StagingProcess process, String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "attach",
                process.pid(),
                "OTEL_TRACES_EXPORTER=jsonl",
                "OTEL_METRICS_EXPORTER=none",
                "ENGRAM_JSONL_PATH=" + spans()));
        arguments.addAll(List.of(more));
        return ControlCommand.of(arguments.toArray(new String[0]));
    }

    private static JsonNode status(StagingProcess process) throws Exception {
        return new ObjectMapper().readTree(ControlCommand.of("status", process.pid(), "--json"));
    }

    private List<String> keys() {
        return Jvm.spans(spans()).stream()
                .map(span -> span.path("attributes").path("memory.key").asText())
                .toList();
    }

    private static String refusal(String... arguments) throws Exception {
        ControlCommand.Result result = ControlCommand.run(arguments);
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).as("one sentence").hasSize(1);
        return result.err();
    }

    @Test
    @DisplayName("Engram is attached, switched off and on, and detached, and records what was called while it was on")
    void onAndOff() throws Exception {
        try (StagingProcess process = StagingProcess.start(jvm(), 0, 0)) {
            process.say("call before");
            assertThat(attach(process)).contains("is attached");
            process.say("call attached");
            ControlCommand.of("off", process.pid());
            process.say("call off");
            assertThat(status(process).path("recording").asText()).isEqualTo("off");
            ControlCommand.of("on", process.pid());
            process.say("call on");
            assertThat(ControlCommand.of("detach", process.pid()))
                    .contains("recorded 2 = exported 2 + dropped 0")
                    .contains("dev.engram.bootstrap");
            process.say("call detached");
        }
        assertThat(keys()).containsExactly("attached", "on");
    }

    @Test
    @DisplayName("detaching leaves no thread and no reachable class of Engram's, also on a newer JDK")
    void nothingStays() throws Exception {
        for (Jvm each : List.of(jvm(), jvm().home(newerJdk()))) {
            Files.deleteIfExists(spans());
            try (StagingProcess process = StagingProcess.start(each, 4, 1000)) {
                process.say("go");
                attach(process);
                process.say("see");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                status(process).path("spans").path("exported").asLong() > 100);
                ControlCommand.of("detach", process.pid());
                assertNothingStays(process, 1);
            }
        }
    }

    private static void assertNothingStays(StagingProcess process, long attached) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Map<String, Long> report = process.report();
            assertThat(report).containsEntry("loaders", attached).containsEntry("wrong", 0L);
            assertThat(report).containsEntry("reachable", 0L).containsEntry("engramThreads", 0L);
        });
    }

    private static Path newerJdk() throws IOException {
        Optional<Path> newer = NewerJdk.find();
        assumeTrue(newer.isPresent(), "No JDK 21 or newer is installed beside this one.");
        return newer.get();
    }

    @Test
    @DisplayName(
            "Engram can be attached again, with settings of its own, also where it was started with the application")
    void again() throws Exception {
        Jvm started = new Jvm().jsonl(folder.resolve("first.jsonl"));
        try (StagingProcess process = StagingProcess.start(started, 0, 0)) {
            process.say("call first");
            assertThat(refusal("attach", process.pid())).contains("is in this process already; nothing changed");
            ControlCommand.of("detach", process.pid());
            process.say("call between");
            attach(process);
            process.say("call second");
        }
        assertThat(keys()).containsExactly("second");
        assertThat(Jvm.spans(folder.resolve("first.jsonl"))).hasSize(1);
    }

    @Test
    @DisplayName("the status tells what is woven, by which rule, for which loader, and how often it was called")
    void status() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), STORE + RETRIEVE + """
              - type: com.example.Absent
                method: get
                operation: retrieve
                key: arg0
            """);
        try (StagingProcess process = StagingProcess.start(jvm(), 0, 0)) {
            attach(process, "--config", rules.toString());
            process.say("call one");
            process.say("call two");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> status(process).path("spans").path("exported").asLong() == 2);
            JsonNode status = status(process);
            assertThat(status.path("pid").asText()).isEqualTo(process.pid());
            assertThat(status.path("recording").asText()).isEqualTo("on");
            assertThat(status.path("spans").path("recorded").asLong()).isEqualTo(2);
            assertThat(status.path("export").path("to").asText()).contains("spans.jsonl");
            assertThat(status.path("woven")).hasSize(2).anySatisfy(call -> {
                assertThat(call.path("method").asText())
                        .isEqualTo("com.example.NotesMemoryStore.retrieve(java.lang.String)");
                assertThat(call.path("calls").asLong()).isEqualTo(2);
                assertThat(call.path("loaders").get(0).asText()).isEqualTo("app");
                assertThat(call.path("by").asText()).isEqualTo(rules + ":6");
            });
            assertThat(status.path("notWoven").toString()).contains("com.example.Absent was not loaded so far");
            assertThat(ControlCommand.of("status", process.pid()))
                    .contains("recording: on")
                    .contains("com.example.NotesMemoryStore.retrieve(java.lang.String)  2 calls");
            assertThat(ControlCommand.of("jvms")).containsPattern("(?m)^" + process.pid() + " .* on .*StagingApp");
        }
    }

    @Test
    @DisplayName(
            "reload weaves the classes again whose rules have changed, and only these; a file with an error changes nothing")
    void reload() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), STORE);
        try (StagingProcess process = StagingProcess.start(jvm(), 0, 0)) {
            attach(process, "--config", rules.toString());
            process.say("call unknown");
            Files.writeString(rules, "# moved by a line\n" + STORE);
            assertThat(ControlCommand.of("reload", process.pid()))
                    .contains("1 rule")
                    .contains("0 classes woven again");
            Files.writeString(rules, STORE + RETRIEVE);
            assertThat(ControlCommand.of("reload", process.pid()))
                    .contains("2 rules")
                    .contains("1 class woven again");
            process.say("call known");
            Files.writeString(rules, STORE + "  - type: 5\n");
            ControlCommand.Result wrong = ControlCommand.run("reload", process.pid());
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.err()).contains(rules + ":6").contains("nothing was changed");
            process.say("call still-known");
            Path other = Files.writeString(folder.resolve("other.yaml"), STORE);
            assertThat(ControlCommand.of("reload", process.pid(), "--config", other.toString()))
                    .contains("1 rule of " + other)
                    .contains("1 class woven again");
            process.say("call forgotten");
        }
        assertThat(keys()).containsExactly("known", "still-known");
    }

    @Test
    @DisplayName(
            "by setting, a rule file that changes is read again, and one with an error is said and changes nothing")
    void watched() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), STORE);
        try (StagingProcess process = StagingProcess.start(jvm(), 0, 0)) {
            attach(process, "--config", rules.toString(), "ENGRAM_CONFIG_WATCH=true");
            Files.writeString(rules, STORE + RETRIEVE);
            awaitLine(process, "2 rules of .*; 1 class woven again");
            process.say("call known");
            Files.writeString(rules, "memory: [5]");
            awaitLine(process, "The rule file has errors; nothing was changed");
            process.say("call still-known");
        }
        assertThat(keys()).containsExactly("known", "still-known");
    }

    private static void awaitLine(StagingProcess process, String pattern) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(process.errors())
                        .anySatisfy(line -> assertThat(line).containsPattern(pattern)));
    }
}
