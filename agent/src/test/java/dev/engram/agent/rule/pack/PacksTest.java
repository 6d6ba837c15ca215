package dev.engram.agent.rule.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.OwnSpans;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.rule.yaml.RuleException;
import dev.engram.agent.rule.yaml.RuleFile;
import dev.engram.agent.text.Texts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Packs")
public class PacksTest {

    private static final File FOLDER = new File("src/main/resources/dev/engram/agent/packs");

    private static final String CHAT_MEMORY_STORE = "dev.langchain4j.store.memory.chat.ChatMemoryStore";

    private static List<String> files() {
        return Stream.of(Objects.requireNonNull(FOLDER.list()))
                .filter(name -> name.endsWith(".yaml"))
                .map(name -> name.substring(0, name.length() - ".yaml".length()))
                .sorted()
                .toList();
    }

    private static RuleSet noFile() {
        return new RuleSet("engram", List.of());
    }

    /** What a finding names as known: the packs, the convention, and {@code more}. */
    public static String known(String... more) {
        Set<String> names = new TreeSet<>(PackIndex.builtIn().packs());
        names.add(PackIndex.CONVENTION);
        names.addAll(List.of(more));
        return Texts.join(names, "and") + " and the rules' names";
    }

    private static Packs packs(List<String> on, List<String> off) {
        List<String> findings = new ArrayList<>();
        Packs packs = Packs.of(PackIndex.builtIn(), false, noFile(), on, off, findings);
        assertThat(findings).isEmpty();
        return packs;
    }

    private static Pack load(String name) throws RuleException, IOException {
        return PackFile.parse(PackText.label(name), Files.readString(new File(FOLDER, name + ".yaml").toPath()));
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("are to the agent what their YAML says")
    void text(String name) throws RuleException, IOException {
        Pack pack = load(name);
        List<Rule> rules = PackIndex.builtIn().rules(name);
        assertThat(rules).hasSameSizeAs(pack.rules());
        assertThat(PackText.write(rules)).isEqualTo(PackText.write(pack.rules()));
        for (int i = 0; i < rules.size(); i++) {
            Rule read = rules.get(i);
            Rule said = pack.rules().get(i);
            assertThat(read).hasToString(said.toString());
            assertThat(read.params()).isEqualTo(said.params());
            assertThat(read.operation()).isEqualTo(said.operation());
            assertThat(read.name()).isEqualTo(said.name());
            assertThat(read.pack()).isEqualTo(said.pack());
            assertThat(read.fields().keySet()).isEqualTo(said.fields().keySet());
        }
    }

    @Test
    @DisplayName("keep whatever a rule can say on the way to the agent")
    void everything() throws RuleException {
        Pack pack = PackFile.parse("pack p", """
                pack: p
                tested: ['g:a:1']
                memory:
                  - name: p.one
                    type: a.B
                    method: m
                    params: []
                    operation: validate
                    key: [this.id?, 'a literal, with blanks']
                    layer: 3
                    keys: template
                    gauges: {g.one: this.size}
                    attributes: {a.one: [return.x, none], a.two: error.code}
                  - {name: p.two, type: a.B, method: n, params: ['byte[]', int], operation: delete}
                tasks:
                  - {type: a.C, method: run, name: p.three, span: 'run {agent.name}', kind: client, unless: [a.D, a.E],
                     span_inside: [run, 'run *'], span_around: [call], agent.name: this.id}
                """);
        List<Rule> rules = PackText.read("p", PackText.write(pack.rules()));
        assertThat(rules)
                .extracting(Rule::toString)
                .containsExactly("pack p:4 a.B.m", "pack p:14 a.B.n", "pack p:16 a.C.run");
        Rule one = rules.get(0);
        assertThat(one.params()).isEmpty();
        assertThat(one.operation()).isEqualTo(Operation.VALIDATE);
        assertThat(one.layer()).isEqualTo(3);
        assertThat(one.keyMode()).isEqualTo(KeyMode.TEMPLATE);
        assertThat(Objects.requireNonNull(one.field(Field.KEY)).paths())
                .extracting(Object::toString)
                .containsExactly("this.id?", "a literal, with blanks");
        assertThat(one.gauges().keySet()).containsExactly("g.one");
        assertThat(one.attributes().keySet()).containsExactly("a.one", "a.two");
        assertThat(rules.get(1).params()).containsExactly("byte[]", "int");
        assertThat(rules.get(1).keyMode()).isNull();
        assertThat(rules.get(2).params()).isNull();
        assertThat(rules.get(2).taskName()).isEqualTo("run {agent.name}");
        assertThat(Objects.requireNonNull(rules.get(2).span()).names()).containsExactly("agent.name");
        assertThat(rules.get(2).name()).isEqualTo("p.three");
        assertThat(rules.get(2).isClient()).isTrue();
        assertThat(rules.get(2).unless()).containsExactly("a.D", "a.E");
        assertThat(rules.get(2).ownSpans()).isEqualTo(new OwnSpans(List.of("run", "run *"), List.of("call")));
        assertThat(rules.get(1).ownSpans()).isEqualTo(OwnSpans.NONE);
        assertThat(rules.get(1).isClient()).isFalse();
        assertThat(rules.get(1).unless()).isEmpty();
    }

    @Test
    @DisplayName("are in the index, each and no other, with all types and names of their rules")
    void index() throws RuleException, IOException {
        PackIndex index = PackIndex.builtIn();
        assertThat(index.packs()).containsExactlyInAnyOrderElementsOf(files()).contains("langchain4j");
        for (String name : index.packs()) {
            Pack pack = load(name);
            assertThat(index.isOptional(name)).as(name).isEqualTo(pack.isOptional());
            assertThat(index.types(name))
                    .as(name)
                    .isEqualTo(pack.rules().stream().map(Rule::type).collect(Collectors.toSet()));
            for (Rule rule : pack.rules()) {
                assertThat(rule.pack()).isEqualTo(name);
                if (rule.name() != null) {
                    assertThat(index.names()).contains(rule.name());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("say what they were tested with, and all their rules' names begin with the pack's")
    void complete(String name) throws RuleException, IOException {
        Pack pack = load(name);
        assertThat(pack.name()).isEqualTo(name);
        assertThat(pack.tested()).isNotEmpty();
        assertThat(pack.rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.source()).asString().startsWith("pack " + name + ":");
            assertThat(rule.name()).startsWith(name + ".");
        });
    }

    @Test
    @DisplayName("name no type twice, so that the order of packs never matters")
    void disjoint() {
        PackIndex index = PackIndex.builtIn();
        Set<String> seen = new LinkedHashSet<>();
        for (String pack : index.packs()) {
            for (String type : index.types(pack)) {
                assertThat(seen.add(type)).as(type + " of " + pack).isTrue();
            }
        }
    }

    @Test
    @DisplayName("are on, but optional ones; the convention is on where there is no rule file")
    void standard() {
        PackIndex index = PackIndex.parse("pack a\ntype t.A\nrule a.x\npack b optional\ntype t.B\n");
        List<String> findings = new ArrayList<>();
        Packs without = Packs.of(index, false, noFile(), List.of(), List.of(), findings);
        Packs with = Packs.of(index, true, noFile(), List.of(), List.of(), findings);
        assertThat(without.types()).containsExactly("t.A");
        assertThat(without.count()).isEqualTo(1);
        assertThat(without.isConventionOn()).isTrue();
        assertThat(with.types()).containsExactly("t.A");
        assertThat(with.isConventionOn()).isFalse();
        assertThat(findings).isEmpty();
    }

    @Test
    @DisplayName("are switched by the settings, over what the file says")
    void switched() throws RuleException {
        PackIndex index = PackIndex.parse("pack a\ntype t.A\nrule a.x\npack b optional\ntype t.B\n");
        RuleSet file = RuleFile.parse("f", "packs: {off: [a, convention], on: [b]}", index.names());
        List<String> findings = new ArrayList<>();
        assertThat(Packs.of(index, true, file, List.of(), List.of(), findings).types())
                .containsExactly("t.B");
        Packs over = Packs.of(index, true, file, List.of("a", "convention"), List.of("b"), findings);
        assertThat(over.types()).containsExactly("t.A");
        assertThat(over.isConventionOn()).isTrue();
        assertThat(findings).isEmpty();
    }

    @Test
    @DisplayName("that there are not are said by the settings that name them, with the nearest known name")
    void unknown() {
        List<String> findings = new ArrayList<>();
        Packs.of(PackIndex.builtIn(), false, noFile(), List.of("adk"), List.of("langchan4j", "adk", "zzzzz"), findings);
        assertThat(findings)
                .containsExactly(
                        "ENGRAM_PACKS_OFF: 'langchan4j' is neither a pack nor a named rule (perhaps langchain4j is meant).",
                        "ENGRAM_PACKS_OFF: 'zzzzz' is neither a pack nor a named rule; the known ones are " + known()
                                + ".",
                        "ENGRAM_PACKS_ON: 'adk' is both on and off; it is off.");
    }

    @Test
    @DisplayName("give the rules that name a type, and leave out those that are switched off")
    void rules() {
        List<Rule> all = packs(List.of(), List.of()).naming(CHAT_MEMORY_STORE);
        assertThat(all).extracting(Rule::name).contains("langchain4j.chat-memory-store.get");
        assertThat(packs(List.of(), List.of("langchain4j.chat-memory-store.get"))
                        .naming(CHAT_MEMORY_STORE))
                .extracting(Rule::name)
                .hasSize(all.size() - 1)
                .doesNotContain("langchain4j.chat-memory-store.get");
        assertThat(packs(List.of(), List.of("langchain4j")).naming(CHAT_MEMORY_STORE))
                .isEmpty();
        assertThat(packs(List.of(), List.of()).naming("a.B")).isEmpty();
    }

    @Test
    @DisplayName("a user's own named rule is switched off like a pack's")
    void ownRules() throws RuleException {
        RuleSet file = RuleFile.parse("f", "memory: [{name: mine, type: a.B, method: m, operation: delete}]");
        List<String> findings = new ArrayList<>();
        Packs packs = Packs.of(PackIndex.builtIn(), true, file, List.of(), List.of("mine"), findings);
        assertThat(findings).isEmpty();
        assertThat(packs.switchedOn(file.rules())).isEmpty();
    }
}
