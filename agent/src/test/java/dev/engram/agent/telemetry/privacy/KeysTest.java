package dev.engram.agent.telemetry.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.telemetry.Agent;
import dev.engram.agent.telemetry.Otlp;
import dev.engram.agent.telemetry.OtlpSink;
import dev.engram.agent.telemetry.TextCommands;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Keys are shown as the settings and the rules say, and nowhere otherwise")
class KeysTest {

    private static final String KEY = "user:4711:plan";

    private final OtlpSink sink;
    private @Nullable Agent agent;

    KeysTest() throws IOException {
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
        return start(new Agent(Agent.to(sink, settings)));
    }

    private Agent start(Agent started) {
        agent = started;
        return started;
    }

    private static void flush(Agent started) {
        started.awaitSpans();
    }

    private static void fail(Agent started, int site, Throwable failure, @Nullable Object... arguments) {
        Callable<?> body = () -> {
            throw failure instanceof Exception checked ? checked : new IllegalStateException(failure);
        };
        assertThatThrownBy(() -> started.call(site, body, arguments)).isNotNull();
    }

    private static int store(Agent started, @Nullable KeyMode mode) {
        return started.memory(
                Operation.STORE, Map.of(Field.KEY, "arg0", Field.SESSION, "arg1"), rule -> rule.keys(mode));
    }

    @Test
    @DisplayName(
            "a digest is the same in every process: 16 hexadecimal digits of SHA-256, or of its HMAC with the salt")
    void digest() {
        assertThat(new KeyTexts(KeyMode.HASH, null).key("abc", KeyMode.HASH)).isEqualTo("ba7816bf8f01cfea");
        // RFC 4231, test case 2.
        assertThat(new KeyTexts(KeyMode.HASH, "Jefe").key("what do ya want for nothing?", KeyMode.HASH))
                .isEqualTo("5bdcc146bf60754e");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "user:4711:plan, user:{id}:plan",
        "test-plan-user-service, test-plan-user-service",
        "user42, user{id}",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301/notes, {id}/notes",
        "note_01ARZ3NDEKTSV4RRFFQ69G5FAV, note_{id}",
        "507f1f77bcf86cd799439011, {id}",
        "a/deadbeef1, a/{id}",
        "a/deadbeef, a/deadbeef",
        "2026-11-21, {id}-{id}-{id}",
        "internationalization, internationalization",
        "3f2504e0-4f89-11d3-9a0c-0305e82c33011, {id}-{id}f{id}-{id}d{id}-{id}a{id}c-{id}",
        "schlüssel٣, schlüssel{id}",
        "'', ''"
    })
    @DisplayName("a template replaces digits, UUIDs and other ids")
    void template(String key, String template) {
        assertThat(IdTemplate.of(key)).isEqualTo(template);
    }

    @Test
    @DisplayName("the setting holds for keys, patterns, record ids, events and sessions")
    void everywhere() throws Exception {
        Agent started = start("ENGRAM_KEYS", "hash", "ENGRAM_KEYS_SALT", "pepper");
        started.call(store(started, null), () -> null, KEY, "s-1");
        started.call(started.search(), () -> null, "plan-4711-%");
        flush(started);
        KeyTexts keys = new KeyTexts(KeyMode.HASH, "pepper");
        String shown = String.valueOf(keys.key(KEY, KeyMode.HASH));
        Span span = sink.span("aqe.memory.store");
        assertThat(Otlp.attributes(span))
                .containsEntry("memory.key", shown)
                .containsEntry("gen_ai.memory.record.id", shown)
                .containsEntry("gen_ai.conversation.id", keys.session("s-1", KeyMode.HASH));
        assertThat(Otlp.event(span, "memory.store.started")).containsEntry("memory.key", shown);
        assertThat(Otlp.attributes(sink.span("aqe.memory.search")))
                .containsEntry("memory.pattern", keys.key("plan-4711-%", KeyMode.HASH));
        assertThat(sink.spans().toString())
                .doesNotContain(":4711")
                .doesNotContain("s-1")
                .doesNotContain("pepper");
    }

    @Test
    @DisplayName("off shows no key, pattern, record or session")
    void off() throws Exception {
        Agent started = start("ENGRAM_KEYS", "off");
        started.call(store(started, null), () -> null, KEY, "s-1");
        flush(started);
        assertThat(Otlp.attributes(sink.span("aqe.memory.store")).keySet())
                .containsExactly(
                        "memory.operation",
                        "memory.namespace",
                        "memory.operation_duration_ms",
                        "gen_ai.operation.name",
                        "gen_ai.memory.record.count");
        assertThat(Otlp.event(sink.span("aqe.memory.store"), "memory.store.started"))
                .doesNotContainKey("memory.key");
    }

    @Test
    @DisplayName(
            "a rule's own mode goes before the setting; of a session a template would leave nothing, so it is a digest")
    void perRule() throws Exception {
        Agent started = start("ENGRAM_KEYS", "off");
        started.call(store(started, KeyMode.TEMPLATE), () -> null, KEY, "s-1");
        started.call(
                started.memory(Operation.DELETE, Map.of(Field.KEY, "arg0"), rule -> rule.keys(KeyMode.VERBATIM)),
                () -> null,
                KEY);
        flush(started);
        assertThat(Otlp.attributes(sink.span("aqe.memory.store")))
                .containsEntry("memory.key", "user:{id}:plan")
                .containsEntry("memory.session_id", new KeyTexts(KeyMode.HASH, null).session("s-1", KeyMode.HASH));
        assertThat(Otlp.attributes(sink.span("aqe.memory.delete"))).containsEntry("memory.key", KEY);
    }

    @Test
    @DisplayName("a session is shown as the rule says that reads it, also by the operations and commands beneath")
    void inheritedSession() throws Exception {
        Agent started = start("OTEL_METRICS_EXPORTER", "none");
        int task = started.task("aqe.task.turn", Map.of(Field.SESSION, "arg0"), rule -> rule.keys(KeyMode.HASH));
        int store = started.memory(Operation.STORE, Map.of(Field.KEY, "arg0"), rule -> rule.keys(KeyMode.VERBATIM));
        int command = started.command(new TextCommands());
        started.call(
                task,
                () -> started.call(store, () -> started.call(command, () -> null, "SET " + KEY), KEY),
                "session-77");
        flush(started);
        String shown = new KeyTexts(KeyMode.HASH, null).session("session-77", KeyMode.HASH);
        assertThat(sink.spans())
                .hasSize(3)
                .allSatisfy(each -> assertThat(Otlp.attributes(each))
                        .containsEntry("memory.session_id", shown)
                        .containsEntry("gen_ai.conversation.id", shown));
        assertThat(Otlp.attributes(sink.span("aqe.memory.store"))).containsEntry("memory.key", KEY);
        assertThat(sink.spans().toString()).doesNotContain("session-77");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "template", "off"})
    @DisplayName("what is hidden is in no message, stack or event, of the operation or of those around it")
    void failures(String mode) throws Exception {
        Agent started = start("ENGRAM_KEYS", mode);
        int task = started.task("aqe.task.plan");
        int outer = started.task("aqe.task.all");
        int store = store(started, null);
        assertThatThrownBy(() -> started.call(
                        outer,
                        () -> started.call(task, () -> {
                            fail(
                                    started,
                                    store,
                                    new IOException("no room for " + KEY, new IllegalStateException("at " + KEY)),
                                    KEY,
                                    "session-77");
                            // Without the other as its cause.
                            throw new IllegalArgumentException("could not store " + KEY + " of session-77");
                        })))
                .isInstanceOf(IllegalArgumentException.class);
        flush(started);
        assertThat(sink.spans()).hasSize(3);
        assertThat(sink.spans().toString())
                .doesNotContain(KEY)
                .doesNotContain(":4711")
                .doesNotContain("session-77");
        assertThat(sink.span("aqe.memory.store").getStatus().getMessage())
                .isEqualTo("no room for " + (mode.equals("off") ? "***" : shown(mode)));
        assertThat(sink.span("aqe.task.all").getStatus().getMessage()).startsWith("could not store ");
        assertThat(Otlp.eventNames(sink.span("aqe.task.plan"))).contains("memory.error");
    }

    private static @Nullable String shown(String mode) {
        KeyMode keyMode = KeyMode.of(mode);
        return keyMode == null ? null : new KeyTexts(keyMode, null).key(KEY, keyMode);
    }

    @Test
    @DisplayName("a long key, and one that a message ends within, are hidden whole; a short one only as a word")
    void lengths() {
        HiddenTexts hidden = new HiddenTexts();
        String text = "k".repeat(3000) + "end";
        hidden.add(1, text, null);
        hidden.add(1, "id", null);
        assertThat(hidden.without(1, "no " + text + "!")).isEqualTo("no ***!");
        assertThat(hidden.without(1, "no " + text.substring(0, 500))).isEqualTo("no ***");
        assertThat(hidden.without(1, "invalid id: 'id'")).isEqualTo("invalid ***: '***'");
        assertThat(hidden.without(2, text)).as("another trace").isEqualTo(text);
    }

    @ParameterizedTest(name = "by a rule: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("a command hides its keys where the setting or any rule does; of an error it tells the type alone")
    void command(boolean byRule) throws Exception {
        Rule hiding = Rule.memory(new Source("r.yaml", 1), "a.M", "put", Operation.STORE)
                .keys(KeyMode.HASH)
                .build();
        Agent started = byRule ? start(new Agent(Agent.to(sink), List.of(hiding))) : start("ENGRAM_KEYS", "hash");
        int command = started.command(new TextCommands());
        started.call(
                store(started, KeyMode.HASH),
                () -> {
                    fail(started, command, new IOException("Timeout, params: [" + KEY + "]"), "GET " + KEY);
                    return null;
                },
                KEY,
                "s");
        flush(started);
        assertThat(Otlp.attributes(sink.span("GET")))
                .containsEntry("error.type", "java.io.IOException")
                .containsKey("redis.key");
        assertThat(sink.spans().toString()).doesNotContain(KEY);
    }

    @Test
    @DisplayName("a query is in no attribute, event or message, and is no key")
    void query() throws Exception {
        Agent started = start();
        int search = started.memory(Operation.SEARCH, Map.of(Field.QUERY, "arg0"), UnaryOperator.identity());
        fail(started, search, new IOException("nothing like 'my private question'"), "my private question");
        flush(started);
        assertThat(sink.spans()).hasSize(1);
        assertThat(sink.spans().toString()).doesNotContain("private");
        assertThat(sink.spans().get(0).getStatus().getMessage()).isEqualTo("nothing like '***'");
    }
}
