package dev.engram.agent.rule.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.SpanAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@DisplayName("The schema of rule files")
class SchemaTest {

    private static final Path FILE = Path.of("../docs/engram-rules.schema.json");
    private static final Path PACKS = Path.of("src/main/resources/dev/engram/agent/packs");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(FILE), InputFormat.JSON);

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Object load(String yaml) {
        return Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(yaml), "an empty file");
    }

    private static List<String> faults(Object tree) throws IOException {
        return SCHEMA.validate(JSON.writeValueAsString(tree), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** A pack without what only packs have. */
    private static Object rulesOfPack(String yaml) {
        Map<?, ?> tree = (Map<?, ?>) load(yaml);
        tree.keySet().removeAll(Set.of("pack", "tested", "optional"));
        return tree;
    }

    static Stream<Named<String>> valid() {
        List<Named<String>> samples = new ArrayList<>();
        samples.add(Named.of("demo", text(Path.of("../demo-app/engram.yaml"))));
        Matcher examples = EXAMPLE.matcher(text(Path.of("../docs/rules.md")));
        while (examples.find()) {
            // A pack is a rule file with a name: PacksIT.
            if (!examples.group(1).startsWith("pack:")) {
                samples.add(Named.of("docs/rules.md at " + examples.start(), examples.group(1)));
            }
        }
        samples.add(Named.of("switches alone", "packs: {off: [convention], on: []}"));
        samples.add(Named.of("scalars as literals", """
                memory:
                - {type: a.B, method: m, operation: store, key: [arg0.id?, 7, true], ttl: 3600, namespace: '1'}
                """));
        samples.add(Named.of("all of a memory rule", """
                memory:
                - {name: n, type: a.B$C, method: m, params: ['byte[][]', int, a.D], operation: validate, key: arg0,
                   valid: return.ok, severity: [arg1, low], layer: 4, keys: off, gauges: {g: this.size},
                   attributes: {a.b: error.code}, session: arg0, store: s, agent.name: x, tags: return.tags}
                - {type: A, method: m, params: [], operation: load, stage: this.stage, mode: fast, layers_loaded: return}
                - {type: B, method: ünïcode, operation: search, query: arg0.text, score: return.0.score, limit: arg1}
                """));
        samples.add(Named.of("all of a stream", """
                tasks:
                - {type: a.B, method: m, name: n, stream: [arg1, return], attributes: {x: first_chunk}}
                streams:
                - {name: n.s, type: a.H, method: on, params: [a.E, int], signal: chunk, stream: arg0.to, cancel: arg1,
                   unless: [a.X]}
                - {type: a.H, method: end, signal: completed, value: arg0}
                """));
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("valid")
    @DisplayName("takes what the parser takes")
    void valid(String yaml) throws IOException {
        assertThatCode(() -> RuleFile.parse("f", yaml, PackIndex.builtIn().names()))
                .doesNotThrowAnyException();
        assertThat(faults(load(yaml))).isEmpty();
    }

    @Test
    @DisplayName("takes the rules of every pack")
    void packs() throws IOException {
        try (Stream<Path> files = Files.list(PACKS)) {
            List<Path> packs =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(packs).isNotEmpty();
            for (Path pack : packs) {
                assertThat(faults(rulesOfPack(text(pack)))).as(pack.toString()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @DisplayName("refuses what the parser refuses, as far as a schema can say it")
    @ValueSource(
            strings = {
                "[]",
                "hello",
                "prefix: aqe",
                "memroy: []",
                "memory: {}",
                "streams: [{type: a.B, method: m}]",
                "streams: [{type: a.B, method: m, signal: over}]",
                "streams: [{type: a.B, method: m, signal: failed, value: return}]",
                "streams: [{type: a.B, method: m, signal: chunk, key: arg0}]",
                "memory:",
                "memory: [x]",
                "memory: [{}]",
                "prefix: 1a\ntasks: [{type: a.B, method: m, name: n}]",
                "prefix: a.\ntasks: [{type: a.B, method: m, name: n}]",
                "packs: [a]",
                "packs: {of: [a]}",
                "packs: {off: a}",
                "packs: {off: [[a]]}",
                "tasks: [{type: a.B, method: m}]",
                "tasks: [{type: a.B, method: m, name: n, key: arg0}]",
                "tasks: [{type: a.*, method: m, name: n}]",
                "tasks: [{type: a..B, method: m, name: n}]",
                "tasks: [{type: a.B, method: m(), name: n}]",
                "tasks: [{type: a.B, method: <init>, name: n}]",
                "tasks: [{type: a.B, method: m, name: ''}]",
                "tasks: [{type: a.B, method: m, span: s}]",
                "tasks: [{type: a.B, method: m, name: n, span: 's {'}]",
                "tasks: [{type: a.B, method: m, name: n, kind: server}]",
                "tasks: [{type: a.B, method: m, name: n, unless: [a.*]}]",
                "memory: [{type: a.B, method: m}]",
                "memory: [{method: m, operation: delete}]",
                "memory: [{type: a.B, operation: delete}]",
                "memory: [{type: a.B, method: m, operation: stoer}]",
                "memory: [{type: a.B, method: m, operation: [store]}]",
                "memory: [{type: a.B, method: m, operation: store, pattern: arg0}]",
                "memory: [{type: a.B, method: m, operation: store, kye: arg0}]",
                "memory: [{type: a.B, method: m, operation: search, key: arg0}]",
                "memory: [{type: a.B, method: m, operation: delete, layer: 5}]",
                "memory: [{type: a.B, method: m, operation: delete, keys: hashed}]",
                "memory: [{type: a.B, method: m, operation: delete, name: ''}]",
                "memory: [{type: a.B, method: m, operation: delete, params: String}]",
                "memory: [{type: a.B, method: m, operation: delete, params: [String]}]",
                "memory: [{type: a.B, method: m, operation: delete, params: ['List[]']}]",
                "memory: [{type: a.B, method: m, operation: delete, params: ['java.util.List<String>']}]",
                "memory: [{type: a.B, method: m, operation: delete, params: [java.lang.String...]}]",
                "memory: [{type: a.B, method: m, operation: delete, key: {}}]",
                "memory: [{type: a.B, method: m, operation: delete, key: []}]",
                "memory: [{type: a.B, method: m, operation: delete, key: }]",
                "memory: [{type: a.B, method: m, operation: delete, key: [[arg0]]}]",
                "memory: [{type: a.B, method: m, operation: delete, key: [a, b, c, d, e, f, g, h, i]}]",
                "memory: [{type: a.B, method: m, operation: delete, key: arg0.a.b.c.d.e.f}]",
                "memory: [{type: a.B, method: m, operation: delete, key: arg0..id}]",
                "memory: [{type: a.B, method: m, operation: delete, key: this.}]",
                "memory: [{type: a.B, method: m, operation: retrieve, found: arg0}]",
                "memory: [{type: a.B, method: m, operation: search, score: [return.x, arg0]}]",
                "memory: [{type: a.B, method: m, operation: delete, attributes: [a]}]",
                "memory: [{type: a.B, method: m, operation: delete, attributes: {'a b': arg0}}]",
                "memory: [{type: a.B, method: m, operation: delete, attributes: {memory.key: arg0}}]",
                "memory: [{type: a.B, method: m, operation: delete, traceparent: arg0}]",
                "tasks: [{type: a.B, method: m, name: t, traceparent: return.x}]",
                "tasks: [{type: a.B, method: m, name: t, traceparent: [arg0.x, literal]}]",
                "memory: [{type: a.B, method: m, operation: delete, gauges: {a: x, b: x, c: x, d: x, e: x}}]"
            })
    void invalid(String yaml) throws IOException {
        assertThatThrownBy(() -> RuleFile.parse("f", yaml, PackIndex.builtIn().names()))
                .isInstanceOf(RuleException.class);
        assertThat(faults(load(yaml))).isNotEmpty();
    }

    @Test
    @DisplayName("gives each operation the fields that the parser gives it")
    void fields() throws IOException {
        for (Operation operation : Operation.values()) {
            for (Field field : Field.values()) {
                String yaml = "memory: [{type: a.B, method: m, operation: " + operation.label() + ", " + field.label()
                        + ": return.x}]";
                assertThat(faults(load(yaml)).isEmpty())
                        .as(yaml)
                        .isEqualTo(field.operations().contains(operation));
            }
        }
    }

    @Test
    @DisplayName("has the words and limits of the parser")
    void words() throws IOException {
        JsonNode schema = JSON.readTree(text(FILE));
        JsonNode rule = schema.at("/$defs/memory/properties");
        assertThat(words(rule.at("/operation/enum")))
                .isEqualTo(Stream.of(Operation.values()).map(Operation::label).toList());
        assertThat(words(rule.at("/keys/enum")))
                .isEqualTo(Stream.of(KeyMode.values()).map(KeyMode::label).toList());
        Set<String> fields = new LinkedHashSet<>();
        rule.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsAll(Stream.of(Field.values())
                        .filter(each -> !each.operations().isEmpty())
                        .map(Field::label)
                        .toList());
        Set<String> ofTasks = new LinkedHashSet<>();
        schema.at("/$defs/task/properties").fieldNames().forEachRemaining(ofTasks::add);
        assertThat(ofTasks)
                .containsAll(Field.OF_TASKS.stream().map(Field::label).toList());
        assertThat(words(schema.at("/$defs/named/propertyNames/not/enum")))
                .containsExactlyInAnyOrderElementsOf(SpanAttributes.reserved());
        assertThat(rule.at("/attributes/maxProperties").intValue()).isEqualTo(RecordedCall.MAX_ATTRIBUTES);
        assertThat(rule.at("/gauges/maxProperties").intValue()).isEqualTo(RecordedCall.MAX_GAUGES);
        assertThat(schema.at("/$defs/paths/anyOf/1/maxItems").intValue()).isEqualTo(PathReader.MAX_PATHS);
        assertThat(schema.at("/properties/memory/maxItems").intValue()).isEqualTo(Entries.MAX);
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.textValue()));
        return words;
    }

    @Test
    @DisplayName("lies in the agent's jar as it does in docs")
    void inTheJar() throws IOException {
        try (InputStream in = SchemaTest.class.getResourceAsStream("engram-rules.schema.json")) {
            assertThat(in).isNotNull();
            assertThat(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text(FILE));
        }
    }
}
