package dev.engram.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.engram.agent.control.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The check says of a rule file and a class path")
class CheckTest {

    private static final String NOTES = """
            package com.acme;
            public class Notes {
                public static class Options {
                    private String partition;
                    public String getPartition() { return partition; }
                }
                public final String owner = "me";
                public void store(String key, Object value, Options options) {}
                public Object load(String key) { return key; }
                public Object load(String key, int version) { return key; }
                public native void wipe(String key);
                public static void reset(String key) {}
                // Whoever loads this class, fails.
                static { if (true) throw new IllegalStateException("loaded"); }
            }
            """;

    private static final String SHELF = """
            package com.acme;
            public interface Shelf { void put(String key, Object value); }
            """;

    private static final String WOODEN = """
            package com.acme;
            public class Wooden implements Shelf { public void put(String key, Object value) {} }
            """;

    @TempDir
    Path folder;

    private Path classes;

    /** What the command left behind. */
    private record Done(int exitCode, String out, String err) {

        List<String> lines() {
            return out.lines().map(String::strip).toList();
        }
    }

    @BeforeEach
    void compile() {
        classes = new Sources(folder)
                .add("com.acme.Notes", NOTES)
                .add("com.acme.Shelf", SHELF)
                .add("com.acme.Wooden", WOODEN)
                .compile();
    }

    private Done run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Done(exitCode, out.toString(), err.toString());
    }

    /** Checks a rule file of these lines against the classes. */
    private Done check(String yaml, String... more) throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), yaml);
        List<String> arguments =
                new ArrayList<>(List.of("check", "--config", rules.toString(), "--classpath", classes.toString()));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(new String[0]));
    }

    private static String rule(String type, String method, String operation, String... more) {
        return "  - {type: " + type + ", method: " + method + ", operation: " + operation
                + (more.length == 0 ? "" : ", " + String.join(", ", more)) + "}\n";
    }

    private String place(int line) {
        return folder.resolve("rules.yaml") + ":" + line;
    }

    @Test
    @DisplayName("which methods would be woven, by which rule, and what would be read from where")
    void woven() throws IOException {
        Done done = check(
                "memory:\n"
                        + rule("com.acme.Notes", "store", "store", "key: arg0", "namespace: [arg2.partition, notes]")
                        + rule("com.acme.Shelf", "put", "store", "key: arg0", "agent.id: shelf")
                        + "tasks:\n  - {type: com.acme.Notes, method: load, params: [java.lang.String, int], name: notes.load}\n");
        assertThat(done.lines())
                .containsSubsequence(
                        "com.acme.Notes.store(java.lang.String, java.lang.Object, com.acme.Notes$Options)",
                        "memory store: key from arg0, namespace from arg2.partition or 'notes'  [" + place(2) + "]",
                        "com.acme.Notes.load(java.lang.String, int)",
                        "task notes.load  [" + place(5) + "]",
                        "com.acme.Wooden.put(java.lang.String, java.lang.Object)",
                        "memory store: key from arg0, agent.id from 'shelf'  [" + place(3) + "]",
                        "Of 4 types, 3 methods of 2 types would be woven.");
        assertThat(done.exitCode()).isZero();
        assertThat(done.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0}.{1}: {3}")
    @DisplayName("why a rule matches nothing")
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Missing|load||the type com.acme.Missing is not on the class path.",
                "com.other.Notes|load||the type com.other.Notes is not on the class path (perhaps com.acme.Notes is meant).",
                "java.util.HashMap|put||the type java.util.HashMap belongs to the JDK, which is not woven",
                "com.acme.Notes|fetch||declares no method fetch; it declares load, reset, store, wipe",
                "com.acme.Notes|load|params: [int]|has no method load with params [int]; it has [java.lang.String, int]",
                "com.acme.Notes|wipe||the method wipe of com.acme.Notes is native"
            })
    void unmatched(String type, String method, String params, String sentence) throws IOException {
        String[] more = params == null ? new String[0] : new String[] {params};
        Done done = check("memory:\n" + rule(type, method, "retrieve", more));
        assertThat(done.out())
                .contains("Would not be woven:")
                .contains(place(2) + ": ")
                .contains(sentence);
        assertThat(done.lines()).last().asString().endsWith("1 rule matches nothing.");
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("that a type has no code for a method, and nobody else has")
    void abstractOnly() throws IOException {
        classes = new Sources(folder)
                .add("com.acme.Shelf", SHELF)
                .add("com.acme.Half", "package com.acme; public abstract class Half implements Shelf {}")
                .compile();
        Done done = check("memory:\n" + rule("com.acme.Shelf", "put", "store"));
        assertThat(done.out())
                .contains("com.acme.Shelf declares put without code")
                .contains("no class of the class path has code for it");
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("that an earlier rule matches the method")
    void hidden() throws IOException {
        Done done = check("memory:\n"
                + rule("com.acme.Wooden", "put", "store")
                + rule("com.acme.Shelf", "put", "store", "key: arg0"));
        assertThat(done.out())
                .contains(place(3) + ": ")
                .contains("the earlier rule of " + place(2) + " matches the method put of com.acme.Wooden");
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{1} of {0}: {2}")
    @DisplayName("which path cannot be read")
    @CsvSource(
            delimiter = '|',
            value = {
                "load|arg3.id|com.acme.Notes.load has 1 parameter, counted from arg0.",
                "load|this.owner.colour|java.lang.String has no colour.",
                "load|this.colour|com.acme.Notes has no colour; it has owner.",
                "store|arg2.colour|com.acme.Notes$Options has no colour; it has partition.",
                "store|arg2.partition.colour|java.lang.String has no colour.",
                "reset|this.owner|com.acme.Notes.reset is static."
            })
    void unreadable(String method, String path, String sentence) throws IOException {
        Done done = check("memory:\n" + rule("com.acme.Notes", method, "store", "namespace: " + path));
        assertThat(done.lines()).contains("! " + place(2) + ": the path " + path + " cannot be read: " + sentence);
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("nothing of a path that can be read, or that nobody can tell of")
    @CsvSource({"arg0.size", "arg1.anything", "arg2.partition.size", "arg2.colour?", "this.owner"})
    void readable(String path) throws IOException {
        Done done = check("memory:\n" + rule("com.acme.Notes", "store", "store", "namespace: " + path));
        assertThat(done.out()).doesNotContain("cannot be read");
        assertThat(done.exitCode()).isZero();
    }

    @Test
    @DisplayName("nothing of a path that another overload of the same rule has")
    void overloads() throws IOException {
        classes = new Sources(folder)
                .add(
                        "com.acme.Archive",
                        "package com.acme; public class Archive {"
                                + " public Object fetch(String key) { return fetch(key, null); }"
                                + " public static class Options { public String partition; }"
                                + " public Object fetch(String key, Options options) { return null; } }")
                .compile();
        Done done = check(
                "memory:\n" + rule("com.acme.Archive", "fetch", "retrieve", "key: arg0", "namespace: arg1.partition"));
        assertThat(done.out()).contains("com.acme.Archive.fetch(").doesNotContain("cannot be read");
        assertThat(done.exitCode()).isZero();
        Done wrong = check("memory:\n" + rule("com.acme.Archive", "fetch", "retrieve", "namespace: arg2.partition"));
        assertThat(wrong.out()).contains("the path arg2.partition cannot be read");
        assertThat(wrong.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("all findings of the file with their lines, and what holds without it")
    void findings() throws IOException {
        Done done = check("memory:\n"
                + rule("com.acme.Notes", "store", "stoer")
                + rule("com.acme.Notes", "load", "retrieve", "pattern: arg0"));
        assertThat(done.lines())
                .contains("Findings:")
                .anySatisfy(line -> assertThat(line).startsWith(place(2) + ": 'stoer' is not an operation"))
                .anySatisfy(line -> assertThat(line).startsWith(place(3) + ": pattern fits a search only"));
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("only what is wrong with the file, where no class path is given")
    void fileAlone() throws IOException {
        Path rules = Files.writeString(folder.resolve("a.yaml"), "memory:\n" + rule("a.B", "load", "retrieve"));
        Done done = run("check", "--config", rules.toString());
        assertThat(done.out())
                .isEqualToIgnoringNewLines(rules + " has no findings. Give --classpath to see what it would weave.");
        assertThat(done.exitCode()).isZero();
    }

    @Test
    @DisplayName("what the convention recognises where there is no file")
    void convention() {
        classes = new Sources(folder)
                .add(
                        "com.acme.NoteMemoryStore",
                        "package com.acme; public class NoteMemoryStore { public Object get(String key) { return key; } }")
                .compile();
        Done done = run("check", "--classpath", classes.toString());
        assertThat(done.lines())
                .contains(
                        "com.acme.NoteMemoryStore.get(java.lang.String)",
                        "memory retrieve: key from arg0  [(convention)]");
        assertThat(done.exitCode()).isZero();
    }

    @Test
    @DisplayName(
            "that an interface without a class is woven when a proxy of it is made, and what of its paths is wrong")
    void proxies() throws IOException {
        classes = new Sources(folder)
                .add(
                        "com.acme.Recall",
                        "package com.acme; public interface Recall { String recall(String id); static void none() {} }")
                .compile();
        Done done = check("memory:\n" + rule("com.acme.Recall", "recall", "retrieve"));
        assertThat(done.lines())
                .contains(
                        "Would be woven when a proxy of the interface is made, for no class of the class path implements it:",
                        "com.acme.Recall.recall(java.lang.String)",
                        "Of 1 type, 0 methods of 0 types would be woven; 1 method of proxies.");
        assertThat(done.exitCode()).isZero();
        assertThat(check("memory:\n" + rule("com.acme.Recall", "none2", "retrieve"))
                        .exitCode())
                .isEqualTo(1);
        Done wrong = check("memory:\n- {type: com.acme.Recall, method: recall, operation: retrieve, key: arg0.id}");
        assertThat(wrong.out()).contains("java.lang.String has no id");
        assertThat(wrong.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("which types are named like a memory and matched by no rule")
    void candidates() throws IOException {
        classes = new Sources(folder)
                .add("com.acme.Notes", NOTES)
                .add(
                        "com.acme.FactStore",
                        "package com.acme; public class FactStore {"
                                + " public void addFact(String fact) {} public String findFact(String id) { return id; }"
                                + " public void forget(String id) {} public void close() {} }")
                .add(
                        "com.acme.BookStore",
                        "package com.acme; public class BookStore { public void address(String street) {} }")
                .compile();
        Done done = check("memory:\n" + rule("com.acme.Notes", "load", "retrieve"));
        assertThat(done.lines())
                .contains(
                        "Named like a memory, but matched by no rule:", "com.acme.FactStore: addFact, findFact, forget")
                .noneMatch(line -> line.startsWith("com.acme.BookStore"));
        assertThat(done.exitCode()).isZero();
    }

    @Test
    @DisplayName("that a Redis client or a store is not recorded, unless a rule names it")
    void unknownLibraries() throws IOException {
        classes = new Sources(folder)
                .add(
                        "io.qdrant.client.QdrantClient",
                        "package io.qdrant.client; public class QdrantClient { public void search(String text) {} }")
                .compile();
        assertThat(run("check", "--classpath", classes.toString()).lines())
                .contains(
                        "Libraries that are not known:",
                        "Calls of the client of Qdrant (io.qdrant.client.QdrantClient) are not recorded; operations on it are"
                                + " where a library of docs/coverage.md uses it. Write rules for the classes that use it.");
        assertThat(check("memory:\n" + rule("io.qdrant.client.QdrantClient", "search", "search"))
                        .out())
                .doesNotContain("not known");
    }

    @Test
    @DisplayName("which class file is broken, and goes on with the others")
    void brokenClass() throws IOException {
        byte[] whole = Files.readAllBytes(classes.resolve("com/acme/Wooden.class"));
        Files.write(classes.resolve("com/acme/Cut.class"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(classes.resolve("com/acme/Moved.class"), whole);
        Files.write(classes.resolve("com/acme/Empty.class"), new byte[0]);
        Done done = check("memory:\n" + rule("com.acme.Shelf", "put", "store"));
        assertThat(done.out())
                .contains("Cut.class: the class file is broken")
                .contains("Empty.class: the class file is broken")
                .contains("Moved.class: the file holds the class com.acme.Wooden.")
                .contains("com.acme.Wooden.put(");
        assertThat(done.exitCode()).isZero();
    }

    @Test
    @DisplayName("what is switched off, by the file and by its own options")
    void switchedOff() throws IOException {
        String rules = "packs: {off: [notes.load]}\nmemory:\n"
                + rule("com.acme.Notes", "load", "retrieve", "name: notes.load")
                + rule("com.acme.Notes", "store", "store");
        Done done = check(rules, "--packs-off", "langchain4j,adk");
        assertThat(done.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Switched off: notes.load (" + place(3) + ")")
                        .contains(" adk,", " langchain4j,", "convention"))
                .noneMatch(line -> line.startsWith("com.acme.Notes.load"));
        assertThat(done.exitCode()).isZero();
        assertThat(check(rules, "--packs-on", "notes.load,convention").lines())
                .anyMatch(line -> line.startsWith("com.acme.Notes.load"))
                .noneMatch(line -> line.startsWith("Switched off: notes.load"));
        Done unknown = check(rules, "--packs-off", "langchain5j");
        assertThat(unknown.out())
                .contains(
                        "ENGRAM_PACKS_OFF: 'langchain5j' is neither a pack nor a named rule",
                        "perhaps langchain4j is meant");
        assertThat(unknown.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("what a pack takes of its library's types, and of an application's own")
    void pack() {
        classes = new Sources(folder)
                .add(
                        "dev.langchain4j.store.memory.chat.ChatMemoryStore",
                        "package dev.langchain4j.store.memory.chat; public interface ChatMemoryStore {"
                                + " java.util.List<String> getMessages(Object memoryId);"
                                + " void updateMessages(Object memoryId, java.util.List<String> messages);"
                                + " void deleteMessages(Object memoryId); }")
                .add(
                        "com.acme.MyStore",
                        "package com.acme; import java.util.List;"
                                + " public class MyStore implements dev.langchain4j.store.memory.chat.ChatMemoryStore {"
                                + " public List<String> getMessages(Object memoryId) { return List.of(); }"
                                + " public void updateMessages(Object memoryId, List<String> messages) {}"
                                + " public void deleteMessages(Object memoryId) {} }")
                .compile();
        Done done = run("check", "--classpath", classes.toString());
        assertThat(done.lines())
                .containsSubsequence(
                        "Would be woven by the pack langchain4j:",
                        "com.acme.MyStore.getMessages(java.lang.Object)",
                        "com.acme.MyStore.updateMessages(java.lang.Object, java.util.List)",
                        "com.acme.MyStore.deleteMessages(java.lang.Object)")
                .noneMatch(line -> line.contains("declares no method"))
                .anyMatch(line -> line.endsWith("of packs; --verbose shows why"));
        assertThat(done.exitCode()).isZero();
        assertThat(run("check", "--verbose", "--classpath", classes.toString()).lines())
                .anyMatch(line -> line.contains("ChatMemoryStore declares no method getMessagesAsync"));
    }

    @Test
    @DisplayName("all this as JSON")
    void json() throws IOException {
        Done done = check(
                "memory:\n"
                        + rule("com.acme.Notes", "store", "store", "key: arg0", "ttl: arg2.ttl")
                        + rule("com.acme.Missing", "load", "retrieve"),
                "--json");
        JsonNode json = new ObjectMapper().readTree(done.out());
        assertThat(json.path("fine").asBoolean(true)).isFalse();
        assertThat(json.path("types").asInt()).isEqualTo(4);
        JsonNode woven = json.path("woven").path(0);
        assertThat(woven.path("type").asText()).isEqualTo("com.acme.Notes");
        assertThat(woven.path("method").asText()).isEqualTo("store");
        assertThat(woven.path("params")).hasSize(3);
        assertThat(woven.path("kind").asText()).isEqualTo("memory store");
        assertThat(woven.path("source").asText()).isEqualTo(place(2));
        assertThat(woven.path("reads").path("key").asText()).isEqualTo("arg0");
        assertThat(woven.path("unreadable").path(0).asText())
                .endsWith("com.acme.Notes$Options has no ttl; it has partition.");
        JsonNode unmet = json.path("notWoven").path(0);
        assertThat(unmet.path("type").asText()).isEqualTo("com.acme.Missing");
        assertThat(unmet.path("matchesNothing").asBoolean()).isTrue();
        assertThat(unmet.path("reasons").path(0).asText()).contains("is not on the class path");
        assertThat(done.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest(name = "\"{0}\": {1}")
    @DisplayName("nothing, where it is used wrongly")
    @CsvSource({
        "'', Usage: java -jar engram-agent.jar",
        "check --config, Missing required parameter",
        "check, 'Give --config, --classpath or both.'",
        "check --classpath missing.jar, There is no file or directory missing.jar",
        "check --colour, Unknown option",
        "chek, Unmatched argument"
    })
    void usage(String line, String sentence) {
        Done done = run(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertThat(done.exitCode()).isEqualTo(2);
        assertThat(done.err()).contains(sentence);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("how to attach the agent, where somebody runs it instead")
    void howToAttach() {
        assertThat(run().err()).contains("java -javaagent:engram-agent.jar -jar your-application.jar");
    }
}
