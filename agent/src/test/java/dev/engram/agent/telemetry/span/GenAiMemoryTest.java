package dev.engram.agent.telemetry.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.TextCommands;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Memory operations in the words of OpenTelemetry's GenAI conventions")
class GenAiMemoryTest {

    /** A record as a library returns it. */
    private record Match(String matchId, double score, Map<String, String> embedded) {}

    private static final List<Match> MATCHES = List.of(
            new Match("fact-1", 0.875, Map.of("text", "Alice likes tea")),
            new Match("fact-2", 0.5, Map.of("text", "Bob drinks milk")));

    private static final Map<Field, String> OF_MATCHES = Map.of(
            Field.QUERY, "arg0",
            Field.SCORE, "return.0.score",
            Field.RECORDS, "return",
            Field.RECORD_ID, "matchId",
            Field.RECORD_CONTENT, "embedded.text");

    private final OtlpSink sink;
    private @Nullable Agent agent;

    GenAiMemoryTest() throws IOException {
        sink = new OtlpSink();
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        sink.close();
    }

    private Agent start(String... settings) {
        Agent started = new Agent(Agent.to(sink, settings));
        agent = started;
        return started;
    }

    private Span span(String name) {
        Objects.requireNonNull(agent).awaitSpans();
        return sink.span(name);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an operation is called as its rule says")
    void named(GenAiOperation name) throws Exception {
        Agent started = start("ENGRAM_CONVENTIONS", "gen_ai");
        Operation operation = name.operations().iterator().next();
        started.call(started.memory(operation, Map.of(), rule -> rule.genAi(name)), () -> "result");
        assertThat(Otlp.attributes(span(name.label()))).containsEntry("gen_ai.operation.name", name.label());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "STORE, upsert_memory",
        "RETRIEVE, search_memory",
        "SEARCH, search_memory",
        "VALIDATE, search_memory",
        "LOAD, search_memory"
    })
    @DisplayName("reads are searches for viewers that know only the conventions' own names")
    void readsAsSearches(Operation operation, String name) throws Exception {
        Agent started = start("ENGRAM_GEN_AI_READS", "search_memory");
        started.call(started.memory(operation, Map.of(), UnaryOperator.identity()), () -> "result");
        assertThat(Otlp.attributes(span("aqe.memory." + operation.label())))
                .containsEntry("memory.operation", operation.label())
                .containsEntry("gen_ai.operation.name", name);
    }

    @Test
    @DisplayName("a search tells the id and the score of each record, and nothing of its content")
    void records() throws Exception {
        Agent started = start();
        started.call(
                started.memory(Operation.SEARCH, OF_MATCHES, UnaryOperator.identity()), () -> MATCHES, "Who drinks?");
        Span span = span("aqe.memory.search");
        assertThat(Otlp.attributes(span))
                .containsEntry(
                        "gen_ai.memory.records",
                        "[{\"id\":\"fact-1\",\"score\":0.875},{\"id\":\"fact-2\",\"score\":0.5}]")
                .containsEntry("memory.score", 0.875);
        assertThat(span.toString()).doesNotContain("tea").doesNotContain("milk").doesNotContain("drinks");
    }

    @Test
    @DisplayName("a search tells the content of each record where the user asks for it")
    void content() throws Exception {
        Agent started = start("ENGRAM_CAPTURE_CONTENT", "true");
        started.call(
                started.memory(Operation.SEARCH, OF_MATCHES, UnaryOperator.identity()), () -> MATCHES, "Who drinks?");
        assertThat(Otlp.attributes(span("aqe.memory.search")))
                .containsEntry("gen_ai.memory.query.text", "Who drinks?")
                .containsEntry(
                        "gen_ai.memory.records",
                        "[{\"id\":\"fact-1\",\"score\":0.875,\"content\":\"Alice likes tea\"},"
                                + "{\"id\":\"fact-2\",\"score\":0.5,\"content\":\"Bob drinks milk\"}]");
    }

    @Test
    @DisplayName("the ids of records are shown as keys are")
    void hiddenIds() throws Exception {
        Agent started = start("ENGRAM_KEYS", "off");
        started.call(
                started.memory(Operation.SEARCH, OF_MATCHES, UnaryOperator.identity()), () -> MATCHES, "Who drinks?");
        assertThat(Otlp.attributes(span("aqe.memory.search")))
                .containsEntry("gen_ai.memory.records", "[{\"score\":0.875},{\"score\":0.5}]")
                .containsEntry("memory.pattern", "query");
    }

    @Test
    @DisplayName("records that only code of the application could read, and too many of them, do no harm")
    void unreadableRecords() throws Exception {
        Agent started = start();
        int search = started.memory(
                Operation.SEARCH,
                Map.of(Field.RECORDS, "return.found", Field.RECORD_ID, "id"),
                UnaryOperator.identity());
        started.call(search, () -> Map.of("found", "none"));
        List<Map<String, String>> many = IntStream.range(0, 5000)
                .mapToObj(each -> Map.of("id", "a record with a rather long id " + each))
                .toList();
        started.call(search, () -> Map.of("found", many));
        Objects.requireNonNull(agent).awaitSpans();
        assertThat(sink.spans()).hasSize(2);
        assertThat(Otlp.attributes(sink.spans().get(0))).doesNotContainKey("gen_ai.memory.records");
        assertThat(String.valueOf(Otlp.attributes(sink.spans().get(1)).get("gen_ai.memory.records")))
                .startsWith("[{\"id\":\"a record with a rather long id 0\"},")
                .endsWith("}]")
                .hasSizeBetween(2000, 4096);
    }

    @Test
    @DisplayName("a search by meaning shows the digest of its query for a pattern, one by a vector says so")
    void meaning() throws Exception {
        Agent started = start();
        int search = started.memory(Operation.SEARCH, OF_MATCHES, UnaryOperator.identity());
        for (String query : new String[] {"Who drinks?", "Who drinks?", "Who sleeps?"}) {
            started.call(search, () -> MATCHES, query);
        }
        started.call(search, () -> MATCHES, (Object) null);
        started.awaitSpans();
        List<Object> patterns = sink.spans().stream()
                .map(each -> Otlp.attributes(each).get("memory.pattern"))
                .map(String::valueOf)
                .map(Object.class::cast)
                .toList();
        assertThat(patterns.get(0)).isEqualTo(patterns.get(1)).isNotEqualTo(patterns.get(2));
        assertThat(String.valueOf(patterns.get(0))).matches("query:[0-9a-f]{16}");
        assertThat(patterns.get(3)).isEqualTo("vector");
    }

    @Test
    @DisplayName("a retrieval of documents has the conventions' name and attributes of retrievals, none of memories")
    void retrieval() throws Exception {
        Agent started = start("ENGRAM_CONVENTIONS", "gen_ai");
        int search = started.memory(
                Operation.SEARCH,
                Map.of(Field.QUERY, "arg0", Field.LIMIT, "arg1", Field.NAMESPACE, "contents"),
                rule -> rule.genAi(GenAiOperation.RETRIEVAL));
        started.call(search, () -> List.of("a"), "Who drinks?", 3);
        assertThat(Otlp.attributes(span("retrieval contents")))
                .containsExactly(
                        entry("gen_ai.operation.name", "retrieval"),
                        entry("gen_ai.data_source.id", "contents"),
                        entry("gen_ai.retrieval.top_k", 3L));
    }

    @Test
    @DisplayName("memory whose commands go to a server is another process: a client's span, with the server's address")
    void server() throws Exception {
        Agent started = start();
        int command = started.command(new TextCommands(6379));
        started.call(started.store(), () -> started.call(command, () -> "OK", "SET k v"), "k", "v");
        Span span = span("aqe.memory.store");
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(Otlp.attributes(span))
                .containsEntry("server.address", "cache.local")
                .containsEntry("server.port", 6379L);
    }

    @Test
    @DisplayName("of memory on several servers no address is told, and none where GenAI's conventions are off")
    void severalServers() throws Exception {
        Agent started = start();
        int one = started.command(new TextCommands(6379));
        int other = started.command(new TextCommands(6380));
        started.call(
                started.store(),
                () -> {
                    started.call(one, () -> "OK", "SET k v");
                    return started.call(other, () -> "OK", "SET k v");
                },
                "k",
                "v");
        assertThat(Otlp.attributes(span("aqe.memory.store"))).doesNotContainKeys("server.address", "server.port");
    }

    @Test
    @DisplayName("a rule says that memory is another process")
    void client() throws Exception {
        Agent started = start("ENGRAM_CONVENTIONS", "memory");
        started.call(started.memory(Operation.STORE, Map.of(), rule -> rule.client(true)), () -> null);
        assertThat(span("aqe.memory.store").getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    }

    @Test
    @DisplayName("several keys are shown as their number and the first sixteen of them")
    void severalKeys() throws Exception {
        Agent started = start();
        int delete = started.delete();
        started.call(delete, () -> null, new String[] {"a", "b", "c"}, "n");
        Map<String, Object> ofArray = Otlp.attributes(span("aqe.memory.delete"));
        assertThat(ofArray)
                .containsEntry("memory.keys", List.of("a", "b", "c"))
                .containsEntry("memory.key_count", 3L)
                .containsEntry("gen_ai.memory.record.count", 3L)
                .doesNotContainKeys("memory.key", "gen_ai.memory.record.id");
        assertThat(ofArray.toString()).doesNotContain("String[]");

        List<Integer> many = IntStream.range(0, 1000).boxed().toList();
        started.call(started.retrieve(), () -> List.of("x"), many, "n");
        assertThat(Otlp.attributes(span("aqe.memory.retrieve")))
                .containsEntry("memory.key_count", 1000L)
                .hasEntrySatisfying(
                        "memory.keys", keys -> assertThat((List<?>) keys).hasSize(16));
    }

    @Test
    @DisplayName("several keys are hidden as one is, and a list of one is one key")
    void hiddenKeys() throws Exception {
        Agent started = start("ENGRAM_KEYS", "template");
        started.call(started.delete(), () -> null, List.of("user:4711", "user:4712"), "n");
        started.call(started.store(), () -> null, List.of("user:4711"), "v", "n");
        assertThat(Otlp.attributes(span("aqe.memory.delete")))
                .containsEntry("memory.keys", List.of("user:{id}", "user:{id}"))
                .containsEntry("memory.key_count", 2L);
        assertThat(Otlp.attributes(span("aqe.memory.store")))
                .containsEntry("memory.key", "user:{id}")
                .doesNotContainKeys("memory.keys", "memory.key_count");
        assertThat(sink.spans().toString()).doesNotContain("4711").doesNotContain("4712");
    }
}
