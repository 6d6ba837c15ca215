package dev.engram.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.NotesMemoryStore;
import com.example.UnharmedApp;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("java -jar engram-agent.jar check")
class CheckIT {

    private static final String CLASSES =
            Path.of("target", "test-classes").toAbsolutePath().toString();

    /** A method in the agent's lines at debug level. */
    private static final Pattern WOVEN = Pattern.compile("DEBUG Woven: (\\S+\\(.*?\\)).*");

    @TempDir
    Path folder;

    private Path rules(String yaml) throws Exception {
        return Files.writeString(folder.resolve("rules.yaml"), yaml);
    }

    private static Jvm.Ended check(String... arguments) throws Exception {
        List<String> launch = new ArrayList<>(List.of("-jar", Jvm.agentJar().toString()));
        launch.addAll(List.of(arguments));
        return Jvm.end(new Jvm().withoutAgent().start(launch));
    }

    @Test
    @DisplayName("without a command says how the agent is attached, and ends with 2")
    void usage() throws Exception {
        Jvm.Ended ended = check();
        assertThat(ended.err()).contains("-javaagent:engram-agent.jar").contains("check");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(check("--version").out()).matches("engram-agent \\d\\S+\\R");
        assertThat(check("check", "--help").out()).contains("--classpath");
    }

    @Test
    @DisplayName("says that a rule matches nothing, and ends with 1")
    void unmatched() throws Exception {
        Path rules = rules("memory:\n  - {type: com.example.NotesMemoryStore, method: fetch, operation: retrieve}\n");
        Jvm.Ended ended = check("check", "--config", rules.toString(), "--classpath", CLASSES);
        assertThat(ended.out()).contains(rules + ":2: the type com.example.NotesMemoryStore declares no method fetch");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    @DisplayName("loads no class of the class path")
    void loadsNothing() throws Exception {
        Path log = folder.resolve("classes.log");
        Jvm.Ended ended = Jvm.end(new Jvm()
                .withoutAgent()
                .option("-Xlog:class+load:file=" + log + ":none")
                .start(List.of("-jar", Jvm.agentJar().toString(), "check", "--classpath", CLASSES)));
        assertThat(ended.out()).contains("com.example.NotesMemoryStore.retrieve(java.lang.String)");
        assertThat(ended.exitCode()).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.startsWith("dev.engram.agent.check.Check "))
                .noneMatch(line -> line.startsWith("com.example."));
    }

    @Test
    @DisplayName("names by convention the methods that the agent weaves")
    void sameAsWovenByConvention() throws Exception {
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .run(UnharmedApp.class);
        Set<String> checked = checked(check("check", "--classpath", CLASSES), NotesMemoryStore.class.getName() + ".");
        assertThat(checked).hasSize(4).isEqualTo(woven(ended));
    }

    @Test
    @DisplayName("names by rules the methods that the agent weaves, in a library's jars too")
    void sameAsWovenByRules() throws Exception {
        Path rules = rules("""
                memory:
                  - {type: com.example.NotesMemoryStore, method: store, operation: store, key: arg0, namespace: arg2.partition}
                  - {type: com.example.NotesMemoryStore, method: retrieve, operation: retrieve, params: [java.lang.String]}
                  - {type: com.example.NotesMemoryStore, method: retrieve, operation: retrieve, params: [int]}
                tasks:
                  - {type: com.example.NotesMemoryStore, method: retrieveAll, name: notes.all}
                """);
        Jvm.Ended ended = new Jvm()
                .jsonl(folder.resolve("spans.jsonl"))
                .environment("ENGRAM_LOG_LEVEL", "debug")
                .environment("ENGRAM_CONFIG", rules.toString())
                .run(UnharmedApp.class);
        Jvm.Ended check = check("check", "--config", rules.toString(), "--classpath", CLASSES);
        assertThat(checked(check, "com.example.")).hasSize(3).isEqualTo(woven(ended));
        assertThat(check.exitCode()).isEqualTo(1);
        // What is wrong is said in the same words.
        String sentence = rules + ":4: the type com.example.NotesMemoryStore has no method retrieve with params [int]";
        assertThat(check.out()).contains(sentence);
        assertThat(ended.said()).anyMatch(line -> line.contains(sentence));
    }

    @Test
    @DisplayName("sees the Redis client's calls in its jar")
    void clientCalls() throws Exception {
        String classPath = ClassPath.jarsOf("redis.clients.jedis.RedisClient").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(checked(check("check", "--classpath", classPath), "redis.clients."))
                .containsExactly(
                        "redis.clients.jedis.Connection.executeCommand(redis.clients.jedis.CommandArguments)",
                        "redis.clients.jedis.Connection.executeCommand(redis.clients.jedis.CommandObject)",
                        "redis.clients.jedis.Connection.flush()",
                        "redis.clients.jedis.Connection.readProtocolWithCheckingBroken()",
                        "redis.clients.jedis.Connection.select(int)",
                        "redis.clients.jedis.Connection.sendCommand(redis.clients.jedis.CommandArguments)",
                        "redis.clients.jedis.UnifiedJedis.executeCommand(redis.clients.jedis.CommandObject)",
                        "redis.clients.jedis.csc.CacheConnection.executeCommand(redis.clients.jedis.CommandObject)");
    }

    /** The methods that the agent says it wove. */
    private static Set<String> woven(Jvm.Ended ended) {
        return ended.said().stream()
                .map(WOVEN::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The methods that the check names. */
    private static Set<String> checked(Jvm.Ended ended, String prefix) {
        return ended.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(prefix) && line.endsWith(")"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
