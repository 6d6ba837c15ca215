package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.engram.agent.it.EmbeddedRedis;
import dev.engram.agent.it.Jvm;
import dev.engram.agent.telemetry.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "An application, as a newcomer writes it: one trace a turn, with the numbers that the program itself counts")
class ApplicationsIT {

    private static final String JEDIS = "redis.clients:jedis:8.0.2";

    /** What a program said of one turn. */
    private record Turn(String session, Map<String, Long> counts) {}

    /** What a program printed by its {@code Tally}. */
    private static List<Turn> turns(Trace trace) {
        return trace.out()
                .lines()
                .filter(line -> line.startsWith("turn "))
                .map(line -> {
                    String[] words = line.split(" ", -1);
                    Map<String, Long> counts = new TreeMap<>();
                    for (int i = 2; i < words.length; i++) {
                        String[] count = words[i].split("=", 2);
                        counts.put(count[0], Long.valueOf(count[1]));
                    }
                    return new Turn(words[1], counts);
                })
                .toList();
    }

    /** The spans of each trace, by their start. */
    private static List<List<Span>> traces(Trace trace) {
        Map<ByteString, List<Span>> traces = new LinkedHashMap<>();
        trace.spans()
                .forEach(span -> traces.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>())
                        .add(span));
        return List.copyOf(traces.values());
    }

    /** What the spans of one turn say, in the words of {@code Tally}. */
    private static Map<String, Long> counts(List<Span> turn) {
        Map<String, Long> counts = new TreeMap<>();
        for (Span span : turn) {
            Map<String, Object> attributes = Otlp.attributes(span);
            String operation = (String) attributes.get("memory.operation");
            if (attributes.containsKey("db.system.name")) {
                add(counts, "redis." + attributes.get("db.operation.name"), 1);
            } else if (operation == null) {
                countTask(attributes, counts);
            } else if (!"chat".equals(attributes.get("memory.namespace"))) {
                countMemory("note", operation, attributes, counts);
            } else if (attributes.containsKey("memory.window") || operation.equals("delete")) {
                // Not the message that is added to one.
                countMemory("window", operation, attributes, counts);
            }
        }
        return counts;
    }

    private static void countTask(Map<String, Object> attributes, Map<String, Long> counts) {
        switch (String.valueOf(attributes.get("gen_ai.operation.name"))) {
            case "chat" -> {
                add(counts, "model.calls", 1);
                add(counts, "model.tokens", number(attributes, "gen_ai.usage.input_tokens"));
                add(counts, "model.tokens", number(attributes, "gen_ai.usage.output_tokens"));
            }
            case "execute_tool" -> add(counts, "tools", 1);
            default -> assertThat(attributes).containsEntry("gen_ai.operation.name", "invoke_agent");
        }
    }

    /**
     * Counts a memory operation.
     *
     * @param what a note, or a window of messages
     */
    private static void countMemory(
            String what, String operation, Map<String, Object> attributes, Map<String, Long> counts) {
        switch (operation) {
            case "store" -> {
                add(counts, what + ".stores", 1);
                countValue(what, "stored", attributes, counts);
            }
            case "retrieve" -> {
                add(counts, what + ".reads", 1);
                if (Boolean.TRUE.equals(attributes.get("memory.found"))) {
                    add(counts, what + ".hits", 1);
                    countValue(what, "read", attributes, counts);
                }
            }
            case "search" -> {
                add(counts, what + ".searches", 1);
                add(counts, what + ".results", number(attributes, "memory.result_count"));
            }
            default -> add(counts, what + ".deletes", 1);
        }
    }

    private static void countValue(String what, String way, Map<String, Object> attributes, Map<String, Long> counts) {
        add(counts, what + ".bytes." + way, number(attributes, "memory.value_size"));
        if (attributes.get("memory.window") instanceof String things) {
            add(counts, what + "." + things + "." + way, number(attributes, "memory.result_count"));
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        assertThat(attributes.get(name)).as(name).isInstanceOf(Long.class);
        return (Long) Objects.requireNonNull(attributes.get(name));
    }

    private static void add(Map<String, Long> counts, String what, long count) {
        counts.merge(what, count, Long::sum);
    }

    /**
     * Fails unless each turn is one trace, of one session, without an error, in which the spans are those that the program
     * counted; and unless metrics count as often as spans that are no part of another one.
     *
     * @param root the name of each trace's first span
     * @param notSaid what the program does not count
     */
    private static void assertTold(Trace trace, String root, String... notSaid) {
        List<Turn> turns = turns(trace);
        List<List<Span>> traces = traces(trace);
        assertThat(trace.tree())
                .filteredOn(line -> !line.startsWith(" "))
                .as("roots")
                .containsOnly(root);
        assertThat(traces).as("one trace a turn: %s", trace.tree()).hasSameSizeAs(turns);
        for (int i = 0; i < turns.size(); i++) {
            Map<String, Long> counts = counts(traces.get(i));
            List.of(notSaid).forEach(counts::remove);
            assertThat(counts)
                    .as("turn %s: %s", i, trace.tree("memory.key", "memory.nested"))
                    .isEqualTo(turns.get(i).counts());
            assertThat(traces.get(i))
                    .extracting(span -> Otlp.attributes(span).get("gen_ai.conversation.id"))
                    .as("the session of each span of turn %s", i)
                    .containsOnly(turns.get(i).session());
        }
        assertThat(trace.spans())
                .extracting(span -> span.getStatus().getCode())
                .doesNotContain(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(trace.counted()).isEqualTo(countedInSpans(trace));
    }

    /** As the timeline counts. */
    private static Map<String, Long> countedInSpans(Trace trace) {
        Map<String, Long> counts = new TreeMap<>();
        for (Span span : trace.spans()) {
            Map<String, Object> attributes = Otlp.attributes(span);
            if (attributes.get("memory.operation") instanceof String operation
                    && !attributes.containsKey("memory.nested")) {
                counts.merge(operation, 1L, Long::sum);
            }
        }
        return counts;
    }

    private static void assertAgent(Trace trace, String agent) {
        assertThat(trace.spans())
                .extracting(span -> Otlp.attributes(span).get("agent.id"))
                .as("the agent of each span")
                .containsOnly(agent);
    }

    @Test
    @DisplayName("LangChain4j with AI services, tools, and a chat memory on Redis, without a rule file")
    void langchain4j() throws Exception {
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            Trace trace = Run.of("applications/langchain4j", "SupportDesk")
                    .with("dev.langchain4j:langchain4j:1.19.0")
                    .with(JEDIS)
                    .trace(redis.port());
            assertThat(trace.out()).contains("bob: Your note: nothing", "alice: Your note: likes tea, and Zürich");
            assertTold(trace, "invoke_agent Desk");
            assertAgent(trace, "Desk");
        }
    }

    @Test
    @DisplayName("Spring Boot with Spring AI, tools, and a chat memory on Redis, without a rule file")
    void springAi() throws Exception {
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            Trace trace = Run.of("applications/spring-ai", "SupportApplication")
                    .with("org.springframework.boot:spring-boot-starter-data-redis:4.1.2")
                    .with("org.springframework.ai:spring-ai-client-chat:2.0.1")
                    .with("org.springframework.ai:spring-ai-autoconfigure-model-chat-client:2.0.1")
                    .with("org.springframework.ai:spring-ai-autoconfigure-model-chat-memory:2.0.1")
                    .with("org.springframework.ai:spring-ai-autoconfigure-model-tool:2.0.1")
                    .trace(redis.port());
            assertThat(trace.out()).contains("bob: Your note: \"nothing\"", "likes tea, and Zürich");
            assertTold(trace, "invoke_agent", "window.bytes.stored", "window.bytes.read");
        }
    }

    @Test
    @DisplayName("a memory of its own, with futures, ids in a record and threads, by a rule file that check accepts")
    void own() throws Exception {
        Path rules = Path.of("samples", "applications", "own", "engram.yaml");
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            Run run = Run.of("applications/own", "Desk").with(JEDIS).rules(Files.readString(rules));
            Trace trace = run.trace(redis.port());
            assertThat(trace.out()).contains("bob: nothing", "alice: tea, and Zürich", "alice: gone", "alice: nothing");
            assertTold(trace, "invoke_agent clerk-1");
            assertAgent(trace, "clerk-1");
            Jvm.Ended checked = run.check(rules);
            assertThat(checked.exitCode()).as("%s", checked).isZero();
            assertThat(checked.out()).contains("recall", "remember", "find", "forget", "answer", "useTool", "complete");
        }
    }

    @Test
    @DisplayName(
            "a retrieve whose result does not tell whether it found something says nothing of it, nor does one that failed")
    void foundUnknown() throws Exception {
        String rules = Files.readString(Path.of("samples", "applications", "own", "engram.yaml"))
                // A text has no such name.
                .replace("    value: return.text\n", "    value: return.text\n    found: return.text.present?\n");
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            makeList("memory:carol:likes", Integer.parseInt(redis.port()));
            Trace trace =
                    Run.of("applications/own", "Desk").with(JEDIS).rules(rules).trace(redis.port());
            assertThat(trace.out()).contains("alice: tea, and Zürich", "bob: nothing", "carol: no idea");
            assertThat(trace.tree("memory.session_id", "memory.found"))
                    .filteredOn(line -> line.contains("desk.memory.retrieve"))
                    .containsExactly(
                            "    desk.memory.retrieve bob false",
                            "    desk.memory.retrieve alice",
                            "    desk.memory.retrieve alice false",
                            "    desk.memory.retrieve carol ERROR");
        }
    }

    /** What {@code GET} fails at. */
    private static void makeList(String key, int port) throws IOException {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), port)) {
            redis.getOutputStream().write(("RPUSH " + key + " x\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(redis.getInputStream().readNBytes(2)).isEqualTo(":1".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
