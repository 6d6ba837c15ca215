package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.example.AsyncApp;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Operations whose results come later")
@Timeout(120)
class AsyncIT {

    private static final String ABANDONED = "Span ended during cleanup: what was to complete it is gone";
    private static final String OPEN = "Span ended during cleanup";

    @TempDir
    Path folder;

    private Jvm jvm() throws URISyntaxException {
        Jvm jvm = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .environment("ENGRAM_SHUTDOWN_TIMEOUT", "20000")
                // As many as there are calls: none is to be dropped.
                .environment("ENGRAM_RING_SIZE", "262144");
        ClassPath.jarsOf(
                        "reactor.core.publisher.Mono",
                        "io.reactivex.rxjava3.core.Single",
                        "org.reactivestreams.Publisher",
                        "org.jspecify.annotations.Nullable")
                .forEach(jvm::classPath);
        return jvm;
    }

    private List<JsonNode> spans() {
        return Jvm.spans(folder.resolve("spans.jsonl"));
    }

    private static String message(JsonNode span) {
        return span.path("status")
                .path("message")
                .asText(span.path("statusMessage").asText());
    }

    @Test
    @DisplayName("have a span each, whatever their type, and the application sees no difference")
    void types() throws Exception {
        Jvm.Ended without = jvm().withoutAgent().run(AsyncApp.class, "types");
        Jvm.Ended with = jvm().run(AsyncApp.class, "types");
        assertThat(with.exitCode()).isZero();
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.errOfTheApplication()).isEqualTo(without.errOfTheApplication());
        assertThat(spans())
                .extracting(
                        span -> span.path("name").asText(),
                        span -> span.path("attributes").path("memory.found").asText(),
                        span -> span.path("attributes")
                                .path("memory.result_count")
                                .asText())
                .containsExactlyInAnyOrder(
                        tuple("engram.memory.store", "", ""),
                        tuple("engram.memory.retrieve", "true", ""),
                        tuple("engram.memory.retrieve", "false", ""),
                        tuple("engram.memory.retrieve", "true", ""),
                        tuple("engram.memory.search", "", "1"),
                        tuple("engram.memory.delete", "", ""),
                        tuple("engram.memory.search", "", "0"));
    }

    @Test
    @Tag("full")
    @DisplayName("100,000 that nobody can complete any more leave nothing behind, and are said to be abandoned")
    void dropped() throws Exception {
        Jvm.Ended ended = jvm().option("-Xmx80m").run(AsyncApp.class, "dropped", "100000");
        assertThat(ended.exitCode()).isZero();
        Accounts accounts = Accounts.of(ended);
        assertThat(accounts.recorded()).isEqualTo(100_000);
        assertThat(accounts.exported() + accounts.lost()).isEqualTo(100_000);
        assertThat(spans()).hasSize((int) accounts.exported());
        assertThat(spans()).anySatisfy(span -> assertThat(message(span)).isEqualTo(ABANDONED));
    }

    @Test
    @DisplayName("beyond the first 10,000 end when their methods return; those open at the end are said to be so")
    void kept() throws Exception {
        Jvm.Ended ended = jvm().run(AsyncApp.class, "kept", "12000");
        assertThat(ended.exitCode()).isZero();
        Accounts accounts = Accounts.of(ended);
        assertThat(accounts).isEqualTo(new Accounts(12_001, 12_001, Map.of()));
        assertThat(ended.said())
                .filteredOn(line -> line.contains("More than 10000 asynchronous operations wait"))
                .hasSize(1);
        assertThat(spans()).filteredOn(span -> message(span).equals(OPEN)).hasSize(10_000);
    }

    @Test
    @DisplayName("that end while the process does are spans once each")
    void completing() throws Exception {
        Jvm.Ended ended = jvm().run(AsyncApp.class, "complete", "9000");
        assertThat(ended.exitCode()).isZero();
        Accounts accounts = Accounts.of(ended);
        assertThat(accounts.recorded()).isEqualTo(9000);
        assertThat(accounts.exported() + accounts.lost()).isEqualTo(9000);
        assertThat(spans())
                .extracting(span -> span.path("attributes").path("memory.key").asText())
                .hasSize((int) accounts.exported())
                .doesNotHaveDuplicates();
    }
}
