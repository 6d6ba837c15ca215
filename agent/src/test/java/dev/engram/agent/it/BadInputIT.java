package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UnharmedApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Bad input gets one sentence with its place and remedy, and the application runs")
class BadInputIT {

    @TempDir
    Path folder;

    static Stream<Arguments> ruleFiles() {
        String head = "memory:\n  - type: com.example.NotesMemoryStore\n    operation: retrieve\n    key: arg0\n";
        return Stream.of(
                Arguments.of("malformed", "memory: [", "rules.yaml:1"),
                Arguments.of("an unknown key", head + "    method: retrieve\n    keys: arg1\n", "rules.yaml:6"),
                Arguments.of("no such method", head + "    method: fetch\n", "declares no method fetch; it declares"),
                Arguments.of(
                        "no such overload",
                        head + "    method: retrieve\n    params: [int]\n",
                        "has no method retrieve with params [int]; it has [java.lang.String]"),
                Arguments.of(
                        "no such argument",
                        head + "    method: retrieve\n    namespace: arg3.x\n",
                        "the path arg3.x cannot be read"),
                Arguments.of(
                        "no such member",
                        head + "    method: retrieve\n    namespace: arg0.owner\n",
                        "The path arg0.owner cannot be read"),
                Arguments.of(
                        "no such type",
                        "memory:\n  - {type: com.acme.Missing, method: get, operation: retrieve}\n",
                        "rules.yaml:2: the type com.acme.Missing was not loaded so far"));
    }

    @ParameterizedTest(name = "a rule file with {0}")
    @MethodSource("ruleFiles")
    void ruleFile(String what, String yaml, String sentence) throws Exception {
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(rules, yaml);
        Jvm.Ended without = new Jvm().withoutAgent().run(UnharmedApp.class);
        Jvm.Ended with = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_CONFIG", rules.toString())
                .run(UnharmedApp.class);
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.exitCode()).isEqualTo(without.exitCode());
        assertThat(with.said()).filteredOn(line -> line.contains(sentence)).hasSize(1);
    }

    @Test
    @DisplayName("many rules that match nothing are one line with their number; at debug level each has its own")
    void manyUnmatched() throws Exception {
        Path rules = folder.resolve("rules.yaml");
        StringBuilder yaml = new StringBuilder("memory:\n");
        for (int i = 0; i < 19; i++) {
            yaml.append("  - {type: com.acme.Missing").append(i).append(", method: get, operation: retrieve}\n");
        }
        yaml.append("  - {type: com.example.NotesMemoryStore, method: retrieve, operation: retrieve, key: arg0}\n");
        Files.writeString(rules, yaml.toString());
        Jvm jvm = new Jvm().jsonl(folder.resolve("spans.jsonl")).environment("ENGRAM_CONFIG", rules.toString());
        Jvm.Ended ended = jvm.run(UnharmedApp.class);
        assertThat(ended.said())
                .filteredOn(line -> line.startsWith("WARN"))
                .singleElement()
                .asString()
                .contains(
                        "19 of 20 rules name a class that was not loaded so far, the first of them com.acme.Missing0 (")
                .contains("rules.yaml:2)")
                .contains("ENGRAM_LOG_LEVEL=debug");
        Jvm.Ended detailed = jvm.environment("ENGRAM_LOG_LEVEL", "debug").run(UnharmedApp.class);
        assertThat(detailed.said())
                .filteredOn(line -> line.startsWith("DEBUG") && line.contains("was not loaded so far"))
                .hasSize(19);
    }

    @Test
    @DisplayName(
            "types that look like memories, and that no rule takes, are named at the end, unless the file says of them")
    void lookalikes() throws Exception {
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(
                rules, "memory:\n  - {type: com.example.UnharmedApp, method: nothing, operation: retrieve}\n");
        Jvm jvm = new Jvm().jsonl(folder.resolve("spans.jsonl")).environment("ENGRAM_CONFIG", rules.toString());
        assertThat(jvm.run(UnharmedApp.class).said())
                .filteredOn(line -> line.contains("like a memory") || line.contains("like memories"))
                .singleElement()
                .asString()
                .contains("com.example.NotesMemoryStore")
                .contains("packs: {on: [convention]}");
        Files.writeString(rules, Files.readString(rules) + "packs: {off: [convention]}\n");
        assertThat(jvm.run(UnharmedApp.class).said())
                .noneMatch(line -> line.contains("like a memory") || line.contains("like memories"));
    }

    @Test
    @DisplayName("a rule file that is not there")
    void missingRuleFile() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .option("-Dengram.config=" + missing)
                .run(UnharmedApp.class);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.said()).anySatisfy(line -> assertThat(line).contains(missing.toString()));
        // The rest goes on working.
        assertThat(Jvm.spans(folder.resolve("spans.jsonl"))).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("settings")
    @DisplayName("a bad setting")
    void setting(String name, String value, String sentence) throws Exception {
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment(name, value)
                .run(UnharmedApp.class);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.said()).filteredOn(line -> line.contains(sentence)).hasSize(1);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER"),
                Arguments.of("OTEL_METRICS_EXPORTER", "carrier-pigeon", "OTEL_METRICS_EXPORTER=carrier-pigeon"),
                Arguments.of("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "OTEL_EXPORTER_OTLP_ENDPOINT"),
                Arguments.of("ENGRAM_RING_SIZE", "many", "ENGRAM_RING_SIZE"));
    }
}
