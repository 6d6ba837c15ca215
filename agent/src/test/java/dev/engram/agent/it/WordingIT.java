package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.UnharmedApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What leaves a process, as its settings have it")
class WordingIT {

    @TempDir
    Path folder;

    private Jvm.Ended run(String file, String... settings) throws Exception {
        Jvm jvm = new Jvm().jsonl(folder.resolve(file));
        for (int i = 0; i < settings.length; i += 2) {
            jvm.environment(settings[i], settings[i + 1]);
        }
        return jvm.run(UnharmedApp.class);
    }

    private List<String> texts(String file, String attribute) {
        Stream<JsonNode> values = Jvm.spans(folder.resolve(file)).stream()
                .map(span -> span.path("attributes").path(attribute));
        return values.filter(JsonNode::isTextual).map(JsonNode::asText).toList();
    }

    @Test
    @DisplayName("content leaves only where it is asked for, and that is said in one warning")
    void content() throws Exception {
        Jvm.Ended without = run("without.jsonl");
        Jvm.Ended with = run("with.jsonl", "ENGRAM_CAPTURE_CONTENT", "true");
        assertThat(texts("without.jsonl", "gen_ai.operation.name")).isNotEmpty();
        assertThat(texts("without.jsonl", "gen_ai.memory.records")).isEmpty();
        assertThat(without.said()).noneMatch(line -> line.contains("leave this process"));
        assertThat(texts("with.jsonl", "gen_ai.memory.records"))
                .isNotEmpty()
                .allMatch(records -> records.startsWith("[{\"content\":"));
        assertThat(with.said())
                .filteredOn(line -> line.startsWith("WARN ENGRAM_CAPTURE_CONTENT is true"))
                .hasSize(1);
        assertThat(with.out()).isEqualTo(without.out());
    }

    @Test
    @DisplayName("a hashed key is the same in two processes, and another with a salt, which is nowhere said")
    void keys() throws Exception {
        run("plain.jsonl");
        run("one.jsonl", "ENGRAM_KEYS", "hash");
        run("two.jsonl", "ENGRAM_KEYS", "hash");
        Jvm.Ended salted =
                run("salted.jsonl", "ENGRAM_KEYS", "hash", "ENGRAM_KEYS_SALT", "pepper", "ENGRAM_LOG_LEVEL", "debug");
        List<String> keys = texts("plain.jsonl", "memory.key");
        List<String> hashed = texts("one.jsonl", "memory.key");
        assertThat(hashed).hasSameSizeAs(keys).allMatch(key -> key.matches("[0-9a-f]{16}"));
        assertThat(texts("two.jsonl", "memory.key")).isEqualTo(hashed);
        assertThat(texts("salted.jsonl", "memory.key")).hasSameSizeAs(keys).doesNotContainAnyElementsOf(hashed);
        assertThat(salted.err()).doesNotContain("pepper");
    }
}
