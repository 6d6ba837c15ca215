package dev.engram.agent.rule.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.GenAiOperation;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.KeyPattern;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.pack.PackIndex;
import dev.engram.agent.rule.pack.PacksTest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A rule file")
class RuleFileTest {

    private static final String MEMORY_KEYS =
            "type, method, params, operation, key, value, namespace, ttl, pattern, limit,"
                    + " found, result_count, agent.id, agent.type, agent.name, session, store, query, score, tags, valid,"
                    + " severity, stage, mode, layers_loaded, records, record.id, record.score, record.content,"
                    + " record.metadata, attributes, name, layer, kind, gen_ai.operation.name,"
                    + " metric.operation, keys and gauges";

    private static final Set<String> PACK_NAMES = PackIndex.builtIn().names();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static List<String> findings(String yaml) {
        return catchThrowableOfType(RuleException.class, () -> RuleFile.parse("f.yaml", yaml, PACK_NAMES))
                .findings();
    }

    private static List<String> findings(File file) {
        return catchThrowableOfType(RuleException.class, () -> RuleFile.read(file, PACK_NAMES))
                .findings();
    }

    private static String paths(Rule rule) {
        return rule.fields().entrySet().stream()
                .map(each -> each.getKey().label() + "=" + each.getValue().paths())
                .collect(Collectors.joining(" "));
    }

    @Test
    @DisplayName("becomes rules with all that it says, in its order, each with its line")
    void model() throws RuleException {
        RuleSet rules = RuleFile.parse("f.yaml", """
                prefix: aqe   # the spans' prefix
                memory:
                  - type: com.acme.MemoryManager
                    method: store
                    params: [java.lang.String, java.lang.Object, 'com.acme.Outer$Options', 'byte[]']
                    operation: store
                    key: arg0
                    value: arg1
                    namespace: [arg2.partition?, arg2.namespace?, shared]
                    ttl: 3600
                    agent.id: this.agent.id
                    agent.type: planner
                    attributes: {tier: arg2.tier, failure: error.code, answer: [return.id, none]}
                  - {type: a.Store, method: find, operation: search, pattern: arg0, limit: arg1, result_count: return.size}
                  - {type: a.Store, method: load, operation: retrieve, key: arg0, found: return.hit, value: return.value}
                  - {type: a.Store, method: drop, params: [], operation: delete, key: all}
                tasks:
                  - type: com.acme.TestGenerator
                    method: generate
                    name: aqe.task.generate
                    agent.id: return.id
                """);
        assertThat(rules.prefix()).isEqualTo("aqe");
        assertThat(rules.rules())
                .extracting(Rule::toString)
                .containsExactly(
                        "f.yaml:3 com.acme.MemoryManager.store",
                        "f.yaml:14 a.Store.find",
                        "f.yaml:15 a.Store.load",
                        "f.yaml:16 a.Store.drop",
                        "f.yaml:18 com.acme.TestGenerator.generate");
        Rule store = rules.rules().get(0);
        assertThat(store.operation()).isEqualTo(Operation.STORE);
        assertThat(store.params())
                .containsExactly("java.lang.String", "java.lang.Object", "com.acme.Outer$Options", "byte[]");
        assertThat(paths(store))
                .isEqualTo("key=[arg0] value=[arg1] namespace=[arg2.partition?, arg2.namespace?, shared] ttl=[3600]"
                        + " agent.id=[this.agent.id] agent.type=[planner]");
        assertThat(store.attributes().keySet()).containsExactly("tier", "failure", "answer");
        assertThat(store.slots().arguments()).containsExactly(0, 1, 2);
        assertThat(paths(rules.rules().get(1))).isEqualTo("pattern=[arg0] limit=[arg1] result_count=[return.size]");
        assertThat(paths(rules.rules().get(2))).isEqualTo("key=[arg0] value=[return.value] found=[return.hit]");
        assertThat(rules.rules().get(3).params()).isEmpty();
        Rule task = rules.rules().get(4);
        assertThat(task.taskName()).isEqualTo("aqe.task.generate");
        assertThat(task.operation()).isNull();
        assertThat(task.params()).isNull();
    }

    @Test
    @DisplayName("may give a rule a name, a layer, gauges, a way to show keys, and what the newer operations have")
    void further() throws RuleException {
        RuleSet rules = RuleFile.parse("f.yaml", """
                memory:
                  - name: mine
                    type: a.Store
                    method: check
                    operation: validate
                    key: arg0
                    valid: return.ok
                    severity: arg1
                    layer: 4
                    kind: client
                    gen_ai.operation.name: search_memory
                    metric.operation: check_fact
                    keys: hash
                    gauges: {memory.session.size: this.bytes}
                  - {type: a.Store, method: load, operation: load, stage: arg0, mode: arg1, layers_loaded: return.layers}
                  - {type: a.Store, method: link, operation: enrich, key: arg0, tags: return.tags}
                  - type: a.Store
                    method: look
                    operation: search
                    query: arg0.text
                    score: return.matches.0.score
                    session: arg1
                    store: this.name
                    agent.name: arg2
                """);
        Rule check = rules.rules().get(0);
        assertThat(check.name()).isEqualTo("mine");
        assertThat(check.pack()).isNull();
        assertThat(check.operation()).isEqualTo(Operation.VALIDATE);
        assertThat(check.layer()).isEqualTo(4);
        assertThat(check.isClient()).isTrue();
        assertThat(check.genAi()).isEqualTo(GenAiOperation.SEARCH_MEMORY);
        assertThat(check.metricOperation()).isEqualTo("check_fact");
        assertThat(check.keyMode()).isEqualTo(KeyMode.HASH);
        assertThat(check.gauges().keySet()).containsExactly("memory.session.size");
        assertThat(paths(check)).isEqualTo("key=[arg0] valid=[return.ok] severity=[arg1]");
        assertThat(rules.rules())
                .extracting(Rule::operation)
                .containsExactly(Operation.VALIDATE, Operation.LOAD, Operation.ENRICH, Operation.SEARCH);
        assertThat(rules.rules().get(3).layer()).isZero();
        assertThat(rules.rules().get(3).keyMode()).isNull();
        assertThat(paths(rules.rules().get(3)))
                .isEqualTo("agent.name=[arg2] session=[arg1] store=[this.name] query=[arg0.text]"
                        + " score=[return.matches.0.score]");
    }

    @Test
    @DisplayName("may name a task's span by its values, say its kind, and what switches it off")
    void tasks() throws RuleException {
        RuleSet rules = RuleFile.parse("f.yaml", """
                tasks:
                  - name: acme.model
                    span: chat {gen_ai.request.model}
                    kind: client
                    unless: [com.acme.Tracer]
                    span_inside: [chat, 'chat *']
                    type: a.Model
                    method: chat
                    attributes: {gen_ai.operation.name: chat, gen_ai.request.model: arg0.model}
                  - {name: 'a {b}', type: a.Model, method: plan}
                """);
        Rule chat = rules.rules().get(0);
        assertThat(chat.name()).isEqualTo("acme.model");
        assertThat(chat.taskName()).isEqualTo("chat {gen_ai.request.model}");
        assertThat(Objects.requireNonNull(chat.span()).names()).containsExactly("gen_ai.request.model");
        assertThat(chat.isClient()).isTrue();
        assertThat(chat.unless()).containsExactly("com.acme.Tracer");
        assertThat(chat.ownSpans().inside()).containsExactly("chat", "chat *");
        assertThat(chat.ownSpans().around()).isEmpty();
        Rule plan = rules.rules().get(1);
        assertThat(plan.name()).isNull();
        assertThat(plan.taskName()).isEqualTo("a {b}");
        assertThat(plan.ownSpans().isNone()).isTrue();
        assertThat(Objects.requireNonNull(plan.span()).names()).isEmpty();
        assertThat(plan.isClient()).isFalse();
    }

    @Test
    @DisplayName("may do nothing but switch packs and rules")
    void switches() throws RuleException {
        RuleSet rules =
                RuleFile.parse("f.yaml", "packs: {off: [langchain4j.chat-memory.add], on: [convention]}", PACK_NAMES);
        assertThat(rules.rules()).isEmpty();
        assertThat(rules.switches().isOn("langchain4j.chat-memory.add", true)).isFalse();
        assertThat(rules.switches().isOn("convention", false)).isTrue();
        assertThat(rules.switches().isOn("langchain4j", true)).isTrue();
    }

    @Test
    @DisplayName("may say what an application's keys in Redis look like, with and without rules")
    void redisAsMemory() throws RuleException {
        RuleSet rules = RuleFile.parse("f.yaml", "redis-as-memory: ['memory:{agent}:{key}', 'session:{key}']");
        assertThat(rules.redisMemory())
                .extracting(KeyPattern::toString)
                .containsExactly("memory:{agent}:{key}", "session:{key}");
        assertThat(rules.prefix()).isEqualTo("engram");
        assertThat(rules.switches().isOn("langchain4j", true)).isTrue();
        assertThat(rules.switches().isOn("convention", false)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("has a prefix that can begin a span's name in any system, or is refused")
    @ValueSource(strings = {"1", "a b", "aé", "a/b", "a.", "-", "a\"b"})
    void prefix(String prefix) {
        assertThat(findings("prefix: '" + prefix + "'\ntasks:\n- {type: a.B, method: m, name: n}"))
                .containsExactly("f.yaml:1: the prefix '" + prefix
                        + "' cannot begin a span's name; write a letter, then up to 63 letters, digits, '_', '-' and"
                        + " '.', and no '.' at the end.");
    }

    @Test
    @DisplayName("may go to each limit: of its names' lengths, and of how many a rule has of a kind")
    void limits() throws RuleException {
        String prefix = "aZ9_-." + "x".repeat(58);
        String attribute = "a".repeat(128);
        RuleSet rules = RuleFile.parse("f.yaml", """
                prefix: %s
                memory:
                  - type: a.Store
                    method: put
                    operation: store
                    key: [arg0, arg1, arg2, arg3, a, b, c, d]
                    attributes: {%s: arg4, %s}
                    gauges: {a: arg5, b: this.b, c: this.c, d: this.d}
                tasks:
                  - {type: a.Store, method: run, name: %s}
                  - {type: a.Store, method: ask, name: ask, span: 'chat {agent.name}', agent.name: arg0}
                """.formatted(
                        prefix,
                        attribute,
                        IntStream.range(0, 15).mapToObj(i -> "a" + i + ": x").collect(Collectors.joining(", ")),
                        "n".repeat(255)));
        assertThat(rules.prefix()).isEqualTo(prefix);
        Rule rule = rules.rules().get(0);
        assertThat(rule.slots().arguments()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(rule.attributes()).hasSize(16).containsKey(attribute);
        assertThat(rule.gauges()).hasSize(4);
        assertThat(Objects.requireNonNull(rule.field(Field.KEY)).paths()).hasSize(8);
        assertThat(rules.rules().get(2).taskName()).isEqualTo("chat {agent.name}");
    }

    @Test
    @DisplayName("of the demo application is good")
    void demo() throws RuleException {
        RuleSet rules = RuleFile.read(new File("../demo-app/engram.yaml"), PACK_NAMES);
        assertThat(rules.prefix()).isEqualTo("aqe");
        assertThat(rules.rules()).hasSizeGreaterThan(4);
    }

    @Test
    @DisplayName("may use anchors, JSON, a byte order mark and Windows line ends")
    void dialects() throws Exception {
        assertThat(RuleFile.parse("f", """
                        memory:
                          - {type: a.B, method: get, operation: retrieve, key: &key [arg0.id, arg0]}
                          - {type: a.B, method: drop, operation: delete, key: *key}
                        """).rules())
                .extracting(RuleFileTest::paths)
                .containsExactly("key=[arg0.id, arg0]", "key=[arg0.id, arg0]");
        assertThat(RuleFile.parse("f", """
                        {"tasks": [{"type": "a.B", "method": "run", "name": "work"}]}
                        """).rules()).hasSize(1);
        Path file = folder.resolve("bom.yaml");
        Files.writeString(file, "\uFEFFtasks:\r\n- type: a.B\r\n  method: run\r\n  name: Überblick\r\n");
        assertThat(RuleFile.read(file.toFile(), PACK_NAMES).rules())
                .extracting(Rule::taskName)
                .containsExactly("Überblick");
    }

    static Stream<Arguments> wrong() {
        String rule = "memory:\n- {type: a.B, method: m, operation: ";
        return Stream.of(
                file("empty", "", "1: the file is empty; write memory: or tasks: with at least one entry."),
                file(
                        "only comments",
                        "# x\n",
                        "1: the file is empty; write memory: or tasks: with at least one entry."),
                file("null", "~", "1: the file is empty; write the keys prefix, packs, memory and tasks."),
                file(
                        "only a prefix",
                        "prefix: a",
                        "1: the file has no rules; write memory: or tasks: with at least one entry."),
                file(
                        "empty lists",
                        "memory: []\ntasks: []",
                        "1: the file has no rules; write memory: or tasks: with at least one entry."),
                file("a list", "- a", "1: the file is a list; write the keys prefix, packs, memory and tasks."),
                file(
                        "a text",
                        "hello",
                        "1: the file is the text 'hello'; write the keys prefix, packs, memory and tasks."),
                file(
                        "sections without content",
                        "memory:\ntasks: ~",
                        "1: memory is empty; write a list, each entry beginning with '- '.",
                        "2: tasks is empty; write a list, each entry beginning with '- '."),
                file(
                        "a section that is no list",
                        "tasks:\n  type: a.B",
                        "2: tasks is a block of keys; write a list, each entry beginning with '- '."),
                file(
                        "entries that are none",
                        "memory:\n- foo\n- [a]\n- {}",
                        "2: an entry of memory is the text 'foo'; begin it with - type: and a class.",
                        "3: an entry of memory is a list; begin it with - type: and a class.",
                        "4: an entry of memory is empty; write type and method."),
                file(
                        "unknown keys",
                        "memroy: []\n" + rule + "delete, kye: arg0, zzzzzzz: 1}",
                        "1: 'memroy' is not a key of a rule file (perhaps memory is meant).",
                        "3: 'kye' is not a key of a memory rule (perhaps key is meant).",
                        "3: 'zzzzzzz' is not a key of a memory rule; the known ones are " + MEMORY_KEYS + "."),
                file(
                        "a field in a task that only memory has",
                        "tasks:\n- {type: a.B, method: m, name: n, key: arg0}",
                        "2: 'key' is not a key of a task; the known ones are type, method, params, name, agent.id, agent.type,"
                                + " agent.name, session, traceparent, stream, attributes, span, kind, unless, span_inside and"
                                + " span_around."),
                file(
                        "a layer, a way to show keys, a name and gauges that there are not",
                        """
                        memory:
                        - {type: a.B, method: a, operation: delete, layer: 5, keys: hashed, name: }
                        - {type: a.B, method: b, operation: delete, layer: first, keys: [off], gauges: {a b: this.size}}
                        - {type: a.B, method: c, operation: delete, gauges: this.size}""",
                        "2: name is empty; write a word.",
                        "2: '5' is not a layer; write 1, 2, 3 or 4.",
                        "2: 'hashed' is not a way to show keys; write verbatim, hash, template or off (perhaps hash is meant).",
                        "3: 'first' is not a layer; write 1, 2, 3 or 4.",
                        "3: keys is a list; write verbatim, hash, template or off.",
                        "3: the attribute's name 'a b' is empty, too long or has blanks; write one like workflow.name,"
                                + " up to 128 characters.",
                        "4: gauges is the text 'this.size'; write names with paths like {memory.session.size: this.bytes}."),
                file(
                        "names for conventions and metrics that do not fit",
                        """
                        memory:
                        - {type: a.B, method: a, operation: delete, gen_ai.operation.name: create_memory}
                        - {type: a.B, method: b, operation: delete, gen_ai.operation.name: forget}
                        - {type: a.B, method: c, operation: delete, metric.operation: a b}""",
                        "2: create_memory does not fit a delete, only a store; leave it out.",
                        "3: 'forget' is not an operation of the GenAI conventions; write create_memory_store,"
                                + " delete_memory_store, create_memory, update_memory, upsert_memory, search_memory,"
                                + " delete_memory, retrieval, get_memory, validate_memory or load_memory.",
                        "4: 'a b' is no word for a label; write a word like add_session_message."),
                file(
                        "two rules of one name, one of a pack's",
                        rule + "delete, name: mine}\n- {type: a.B, method: n, operation: delete, name: mine}\n"
                                + "- {type: a.B, method: o, operation: delete, name: langchain4j}",
                        "3: the rule in line 2 is called 'mine' too; give each its own name.",
                        "4: 'langchain4j' is the name of a built-in pack or rule; choose another."),
                file(
                        "packs that there are not, or on and off at once",
                        """
                        packs:
                          off: [langchain5j, convention, mine]
                          on: [convention, [x], zzzzzzz]
                          of: [x]
                        memory:
                        - {type: a.B, method: m, operation: delete, name: mine}""",
                        "2: 'langchain5j' is neither a pack nor a named rule (perhaps langchain4j is meant).",
                        "3: 'convention' is both on and off; keep one of them.",
                        "3: a name under on is a list; write a list of names like [spring-ai].",
                        "3: 'zzzzzzz' is neither a pack nor a named rule; the known ones are " + PacksTest.known("mine")
                                + ".",
                        "4: 'of' is not a key of packs (perhaps off is meant)."),
                file(
                        "packs that are a list",
                        "packs: [a]",
                        "1: packs is a list; write off: and on: with lists of names," + " like {off: [spring-ai]}."),
                file(
                        "more rules than anybody needs",
                        "tasks:\n"
                                + IntStream.range(0, 1001)
                                        .mapToObj(i -> "- {type: a.B, method: m" + i + ", name: n}\n")
                                        .collect(Collectors.joining()),
                        "1: there are 1001 rules; a file can have 1000."),
                file("a key that is no text", "? [a]\n: b", "1: a key is a list; write a single word."),
                file(
                        "a list that is to be joined",
                        rule + "delete, key: [arg0.tenant, ':', arg0.topic]}",
                        "2: a list gives the first of its values that is not null, and does not join them; to join them"
                                + " write \"{arg0.tenant}:{arg0.topic}\"."),
                file(
                        "a template without quotes, which is a map, and one with a path outside of braces",
                        rule + "delete, key: {arg0.id}}\n- {type: a.B, method: n, operation: delete,"
                                + " key: 'arg0.id:{arg1}'}",
                        "2: key has no text where a path should be; write a path like arg0.id, or a list of paths, and put"
                                + " a template in quotes, like \"{arg0.tenant}:{arg0.topic}\".",
                        "3: the template 'arg0.id:{arg1}' has 'arg0.id:' outside of braces, where it is text; write each"
                                + " path in braces of its own, like {arg0.id}."),
                file(
                        "templates where a number is wanted, and of arguments that there are not",
                        rule + "store, params: [int], ttl: '{arg0}', gauges: {a.b: '{arg0}s'}, key: '{arg0}:{arg1}',"
                                + " value: '{arg0}'}",
                        "2: ttl is no text, so not the template '{arg0}'; write a path that begins with argN or this.",
                        "2: the path 'arg1' reads an argument that params does not have; it names 1 type, counted from"
                                + " arg0.",
                        "2: value is no text, so not the template '{arg0}'; write a path that begins with argN or this.",
                        "2: the gauge 'a.b' is a number, so no template; write a path."),
                file(
                        "duplicate keys",
                        "prefix: a\nprefix: b\n" + rule + "delete, key: arg0, key: arg1}",
                        "2: 'prefix' is already given in line 1; keep one of them.",
                        "4: 'key' is already given in line 4; keep one of them."),
                file(
                        "what every entry must have",
                        "memory:\n- key: arg0\ntasks:\n- agent.id: a",
                        "2: the entry has no type; write type: and the full name of a class or interface.",
                        "2: the entry has no method; write method: and the method's name.",
                        "2: the entry has no operation; write operation: and store, retrieve, search, delete, validate, load or enrich.",
                        "4: the entry has no type; write type: and the full name of a class or interface.",
                        "4: the entry has no method; write method: and the method's name.",
                        "4: the entry has no name; write name: and the span's name."),
                file(
                        "what is there but empty",
                        "memory:\n- {type: , method: '', operation: ~, key: null}",
                        "2: type is empty; write the full name of a class or interface.",
                        "2: method is empty; write the method's name.",
                        "2: operation is empty; write store, retrieve, search, delete, validate, load or enrich.",
                        "2: key is empty; write a path like arg0.id, or a list of paths."),
                file(
                        "a wrong operation",
                        rule + "stoer}",
                        "2: 'stoer' is not an operation; write store, retrieve, search, delete, validate, load or enrich (perhaps store is meant)."),
                file(
                        "an operation that is no text",
                        rule + "[store]}",
                        "2: operation is a list; write store, retrieve, search, delete, validate, load or enrich."),
                file(
                        "type names",
                        "tasks:\n- {type: com.acme.*, method: m, name: n}\n- {type: com/acme/X, method: m, name: n}",
                        "2: the type 'com.acme.*' has a wildcard; name one class, or an interface for all its implementations.",
                        "3: the type 'com/acme/X' is not the name of a class; write it like com.acme.MemoryManager, with a $ before"
                                + " a nested class."),
                file(
                        "method names",
                        "tasks:\n- {type: a.B, method: 'm(int)', name: n}\n- {type: a.B, method: <init>, name: n}",
                        "2: the method 'm(int)' is not the name of a method; write the name alone, and the parameters' types under"
                                + " params.",
                        "3: a constructor cannot be recorded; name a method."),
                file(
                        "params",
                        rule + "delete, params: [String, 'List<String>', 'int...', 'a b', ~, 'Map[]']}\n"
                                + "- {type: a.B, method: m, operation: delete, params: int}",
                        "2: the parameter type 'String' lacks its package; write java.lang.String.",
                        "2: the parameter type 'List<String>' has type arguments; write java.util.List.",
                        "2: the parameter type 'int...' is an array; write 'int[]'.",
                        "2: the parameter type 'a b' is not the name of a type; write it like java.lang.String, int or byte[].",
                        "2: a parameter type is empty; write a list of types like [java.lang.String, int].",
                        "2: the parameter type 'Map[]' lacks its package; write java.util.Map[].",
                        "3: params is the text 'int'; write a list of types like [java.lang.String, int]."),
                file(
                        "an argument that params does not have",
                        rule + "delete, params: [int], key: arg1}",
                        "2: the path 'arg1' reads an argument that params does not have; it names 1 type, counted from arg0."),
                file(
                        "malformed paths",
                        rule + "delete, key: arg0.a.b.c.d.e.f, namespace: arg0..x}",
                        "2: the path 'arg0.a.b.c.d.e.f' has 6 names; at most 5 are read.",
                        "2: the path 'arg0..x' has an empty name between its dots; write it like arg0.id."),
                file(
                        "what was meant as a path",
                        rule + "delete, key: [args0, 'arg[0]', Arg0.id, self.id, result.id, This.id]}",
                        Stream.of("args0", "arg[0]", "Arg0.id", "self.id", "result.id", "This.id")
                                .map(each -> "2: '" + each
                                        + "' is not a path; begin it with argN (arg0 is the first argument),"
                                        + " this, return or error.")
                                .toArray(String[]::new)),
                file(
                        "paths of another shape",
                        rule + "delete, key: {a: b}, namespace: [], agent.id: [[arg0]]}",
                        "2: key has no text where a path should be; write a path like arg0.id, or a list of paths, and put"
                                + " a template in quotes, like \"{arg0.tenant}:{arg0.topic}\".",
                        "2: namespace is an empty list; write a path like arg0.id, or a list of paths.",
                        "2: agent.id has no text where a path should be; write a path like arg0.id, or a list of paths."),
                file(
                        "too many paths",
                        rule + "delete, key: [a, b, c, d, e, f, g, h, i]}",
                        "2: key has 9 paths; write 8 at most."),
                file(
                        "too many arguments",
                        rule + "store, key: [arg0, arg1, arg2, arg3], value: [arg4, arg5, arg6]}",
                        "2: the rule reads 7 different arguments [0, 1, 2, 3, 4, 5, 6]; a rule can read 6."),
                file(
                        "fields that do not fit",
                        """
                        memory:
                        - {type: a.B, method: s, operation: store, pattern: arg0, found: return, limit: arg1}
                        - {type: a.B, method: r, operation: retrieve, ttl: arg0, score: return}
                        - {type: a.B, method: f, operation: search, key: arg0, value: return}
                        - {type: a.B, method: d, operation: delete, ttl: arg0}""",
                        "2: pattern fits a search only; write key.",
                        "2: found does not fit a store, only a retrieve; leave it out.",
                        "2: limit does not fit a store, only a retrieve and search; leave it out.",
                        "3: ttl does not fit a retrieve, only a store; leave it out.",
                        "3: score does not fit a retrieve, only a search; leave it out.",
                        "4: key does not fit a search; write pattern.",
                        "4: value does not fit a search, only a store and retrieve; leave it out.",
                        "5: ttl does not fit a delete, only a store; leave it out."),
                file(
                        "paths that cannot work there",
                        """
                        memory:
                        - {type: a.B, method: s, operation: store, key: error.key, value: text, ttl: return.ttl}
                        - {type: a.B, method: r, operation: retrieve, found: arg0, value: arg1}
                        - {type: a.B, method: f, operation: search, limit: return, result_count: 'yes'}
                        tasks:
                        - {type: a.B, method: t, name: n, agent.id: error}""",
                        "2: key cannot be read from the error; only attributes can.",
                        "2: value cannot be the literal 'text'; write a path that begins with argN, this or return.",
                        "2: ttl is read before the call, so not from 'return.ttl'; write a path that begins with argN or this.",
                        "3: found is read from the call's result, not from 'arg0'; write a path that begins with return.",
                        "3: value of a retrieve is read from the call's result, not from 'arg1'; write a path that begins with"
                                + " return.",
                        "4: limit is read before the call, so not from 'return'; write a path that begins with argN or this.",
                        "4: result_count of a search is read from the call's result, not from 'yes'; write a path that begins with return.",
                        "6: agent.id cannot be read from the error; only attributes can."),
                file(
                        "attributes",
                        rule + "delete, attributes: {memory.key: arg0, a b: arg0, x: , y: [error, literal]}}\n"
                                + "- {type: a.B, method: n, operation: delete, attributes: [a]}",
                        "2: the attribute memory.key is one of Engram's own; choose another name.",
                        "2: the attribute's name 'a b' is empty, too long or has blanks; write one like workflow.name, up to"
                                + " 128 characters.",
                        "2: the attribute 'x' is empty; write a path like arg0.id, or a list of paths.",
                        "3: attributes is a list; write names with paths like {workflow.name: arg0}."),
                file(
                        "too many attributes",
                        rule + "delete, attributes: {"
                                + IntStream.range(0, 17)
                                        .mapToObj(i -> "a" + i + ": arg0")
                                        .collect(Collectors.joining(", "))
                                + "}}",
                        "2: there are 17 attributes; a rule can have 16."),
                file(
                        "a bad prefix",
                        "prefix: 1 a\ntasks:\n- {type: a.B, method: m, name: n}",
                        "1: the prefix '1 a' cannot begin a span's name; write a letter, then up to 63 letters, digits, '_',"
                                + " '-' and '.', and no '.' at the end."),
                file(
                        "a prefix that is no text",
                        "prefix: [a]\ntasks:\n- {type: a.B, method: m, name: n}",
                        "1: prefix is a list; write a word, engram without it."),
                file(
                        "a name too long",
                        "tasks:\n- {type: a.B, method: m, name: " + "n".repeat(256) + "}",
                        "2: the name has 256 characters; a span's name has at most 255."),
                file(
                        "a span's name that cannot be",
                        """
                        tasks:
                        - {type: a.B, method: m, span: 'chat {model}'}
                        - {type: a.B, method: n, name: n, span: 'chat {model}'}
                        - {type: a.B, method: o, name: o, span: 'chat {model'}
                        - {type: a.B, method: p, name: p, span: s, kind: server, unless: [a.*]}
                        - {type: a.B, method: q, name: q, span_inside: call, span_around: [[a]]}""",
                        "2: the entry has no name; write name: and a word.",
                        "2: the span's name has {model}, which the entry does not read; write it under attributes, or write"
                                + " {agent.name} and agent.name.",
                        "3: the span's name has {model}, which the entry does not read; write it under attributes, or write"
                                + " {agent.name} and agent.name.",
                        "4: the span's name 'chat {model' has a brace without a name; write it like {agent.name}.",
                        "5: 'server' is not a kind of span; write internal or client.",
                        "5: the type 'a.*' has a wildcard; name one class, or an interface for all its implementations.",
                        "6: span_inside is the text 'call'; write a list of the names of spans like [invocation, 'invoke_agent"
                                + " *'].",
                        "6: a name under span_around is a list; write a list of the names of spans like [invocation,"
                                + " 'invoke_agent *']."),
                file(
                        "a span's name that is too long, or has an agent's name that is not read",
                        "tasks:\n- {type: a.B, method: m, name: n, span: " + "n".repeat(256) + "}\n"
                                + "- {type: a.B, method: o, name: o, span: 'chat {agent.name}'}",
                        "2: the name has 256 characters; a span's name has at most 255.",
                        "3: the span's name has {agent.name}, which the entry does not read; write it under attributes, or"
                                + " write {agent.name} and agent.name."),
                file(
                        "more arguments than can be handed over, some of them in attributes and gauges",
                        rule + "store, key: [arg0, arg1, arg2, arg3, arg4], attributes: {a: arg5}, gauges: {g: arg6}}",
                        "2: the rule reads 7 different arguments [0, 1, 2, 3, 4, 5, 6]; a rule can read 6."),
                file(
                        "keys in Redis without a part, or that are no text",
                        "redis-as-memory:\n- memory\n- [a]",
                        "2: the pattern has no part in braces; write one like memory:{agent}:{key}.",
                        "3: a pattern under redis-as-memory is a list; write a list of patterns like"
                                + " [\"memory:{agent}:{key}\"]."),
                file(
                        "a rule that an earlier one hides",
                        """
                        memory:
                        - {type: a.B, method: m, operation: store}
                        - {type: a.B, method: m, params: [int], operation: delete}
                        tasks:
                        - {type: a.B, method: m, name: n}""",
                        "3: the rule for a.B.m in line 2 comes first and takes these calls; keep one of the two, or tell overloads apart"
                                + " with params, those without it last.",
                        "5: the rule for a.B.m in line 2 comes first and takes these calls; keep one of the two, or tell overloads apart"
                                + " with params, those without it last."),
                file(
                        "malformed YAML",
                        "memory:\n  - type: a: b",
                        "2: the YAML cannot be read: mapping values are not allowed here in column 12; check indentation, colons"
                                + " and quotes."),
                file(
                        "a tab",
                        "memory:\n\t- x",
                        "2: the YAML cannot be read: found character '\\t(TAB)' that cannot start any token (Do not use \\t(TAB)"
                                + " for indentation) in column 1; check indentation, colons and quotes."),
                file(
                        "an open quote",
                        "prefix: \"a",
                        "1: the YAML cannot be read: found unexpected end of stream in column 11; check indentation, colons and"
                                + " quotes."),
                file(
                        "an unknown anchor",
                        "memory: *x",
                        "1: the YAML cannot be read: found undefined alias x in column 9; check indentation, colons and quotes."),
                file(
                        "two documents",
                        "a: b\n---\nc: d",
                        "2: the YAML cannot be read: expected a single document in the stream, but found another document in"
                                + " column 1; check indentation, colons and quotes."),
                file(
                        "a control character",
                        "prefix: a\ntasks: \u0007",
                        "2: the file holds the character U+0007, which YAML does not allow; delete it."),
                file(
                        "nesting",
                        "[".repeat(100_000),
                        "1: the YAML is nested deeper than 20; a rule file needs five levels."));
    }

    private static Arguments file(String name, String yaml, String... findings) {
        return Arguments.of(
                Named.of(name, yaml),
                Stream.of(findings).map(each -> "f.yaml:" + each).toList());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("that is wrong is refused with all that is wrong, each with line and remedy")
    @MethodSource("wrong")
    void wrong(String yaml, List<String> findings) {
        assertThat(findings(yaml)).containsExactlyElementsOf(findings);
    }

    @Test
    @DisplayName("with one good and one bad rule gives none")
    void nothingHalf() {
        assertThatThrownBy(() -> RuleFile.parse("f.yaml", """
                        tasks:
                          - {type: a.B, method: good, name: n}
                          - {type: a.B, method: bad}
                        """))
                .isInstanceOf(RuleException.class)
                .hasMessageContaining("f.yaml:3: the entry has no name");
    }

    @Test
    @DisplayName("with aliases of aliases is refused before they are followed")
    void aliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(findings(bomb.toString()))
                .singleElement()
                .asString()
                .startsWith("f.yaml: the YAML cannot be read: Number of aliases for non-scalar nodes exceeds");
    }

    @Test
    @DisplayName("that refers to itself is refused")
    void recursion() {
        assertThat(findings("memory: &m\n- *m")).hasSize(1);
        assertThat(findings("memory:\n- &e {type: a.B, method: m, operation: delete, key: [*e]}"))
                .hasSize(1);
    }

    @Test
    @DisplayName("makes no objects of tags")
    void tags() {
        assertThat(findings("prefix: !!java.io.File [x]\n" + "tasks: !x\n- {type: a.B, method: m, name: n}"))
                .containsExactly("f.yaml:1: prefix is a list; write a word, engram without it.");
    }

    @Test
    @DisplayName("with hundreds of faults names a hundred and counts the rest")
    void manyFindings() {
        List<String> findings = findings("tasks:\n" + "- foo\n".repeat(150));
        assertThat(findings).hasSize(101);
        assertThat(findings.get(100)).isEqualTo("f.yaml: 50 more like these are not shown.");
    }

    @Test
    @DisplayName("that is missing, a directory, no file, too long or not UTF-8 is refused in one sentence")
    void files() throws IOException {
        File missing = folder.resolve("missing.yaml").toFile();
        assertThat(findings(missing))
                .containsExactly(missing + ": there is no such file; give the path of a rule file.");
        File relative = new File("missing.yaml");
        assertThat(findings(relative))
                .containsExactly("missing.yaml: there is no such file, looked for " + relative.getAbsolutePath()
                        + "; give the path of a rule file.");
        assertThat(findings(folder.toFile()))
                .containsExactly(folder + ": this is a directory; give the path of a rule file in it.");
        File device = new File("/dev/null");
        if (device.exists()) {
            assertThat(findings(device))
                    .containsExactly("/dev/null: this is not a regular file; give the path of a rule file.");
        }
        Path tooLong = folder.resolve("long.yaml");
        Files.writeString(tooLong, "# " + "x".repeat(1 << 20));
        assertThat(findings(tooLong.toFile()))
                .containsExactly(tooLong + ": the file is longer than 1 MiB; a rule file has a few hundred lines.");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, "prefix: é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(findings(latin.toFile())).containsExactly(latin + ": the file is not UTF-8 text; save it as UTF-8.");
        assertThat(findings("# " + "x".repeat(1 << 20)))
                .containsExactly("f.yaml: the file is longer than 1 MiB; a rule file has a few hundred lines.");
    }

    @Test
    @DisplayName("that may not be read is refused in one sentence")
    void unreadable() throws IOException {
        File file =
                Files.writeString(folder.resolve("secret.yaml"), "prefix: a").toFile();
        assumeFalse(!file.setReadable(false) || file.canRead(), "The superuser reads everything.");
        assertThat(findings(file))
                .singleElement()
                .asString()
                .startsWith(file + ": the file cannot be read (")
                .endsWith("; give the application's user the right to.");
    }

    @Test
    @DisplayName("gives literals as they stand")
    void literals() throws RuleException {
        Rule rule = RuleFile.parse(
                        "f",
                        "tasks:\n- {type: a.B, method: m, name: n, agent.type: test-generator, attributes: {on: true}}")
                .rules()
                .get(0);
        assertThat(Objects.requireNonNull(rule.field(Field.AGENT_TYPE))
                        .read(null, null, null, null, null, null, null, null, null))
                .isEqualTo("test-generator");
        assertThat(Objects.requireNonNull(rule.attributes().get("on"))
                        .read(null, null, null, null, null, null, null, null, null))
                .isEqualTo("true");
    }
}
