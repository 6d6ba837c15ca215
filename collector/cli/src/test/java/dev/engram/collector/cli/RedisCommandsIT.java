package dev.engram.collector.cli;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.redis.Requests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** The commands as users run them. */
@Tag("full")
class RedisCommandsIT {

    @TempDir
    private Path folder;

    private record Run(int exit, String out, String err) {}

    /** In a heap that is smaller than what is saved. */
    private Run run(String... words) throws Exception {
        String[] arguments = Stream.concat(Stream.of("redis"), Stream.of(words)).toArray(String[]::new);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = JarProcess.of(folder, List.of("-Xmx64m"), arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close(); // nobody answers
        int exit = process.waitFor();
        return new Run(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("What is larger than the heap, in many keys or in one, is saved, restored and compared")
    void bounded() throws Exception {
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            Requests requests = server.requests();
            String filler = "x".repeat(100);
            for (int i = 0; i < 400_000; i++) {
                byte[] key = word("key:" + i);
                requests.key(key).add(Command.SET, key, word(filler + i));
                requests.key(word("set")).add(Command.SADD, word("set"), word(filler + i));
                if (i % 20_000 == 0) {
                    requests.send();
                }
            }
            requests.key(word("string")).add(Command.SETRANGE, word("string"), word("70000000"), word("end"));
            requests.send();

            Run saved = run("snapshot", "keys.json", "--quiet", "--redis", redis.uri());
            assertThat(saved.err()).isEmpty();
            assertThat(saved.out())
                    .startsWith("Saved 400,002 keys (1 set, 400,001 string) to keys.json: ")
                    .matches("(?s).* bytes in \\d+\\.\\d s\\.\\R");
            Run refused = run("restore", "keys.json", "--quiet", "--redis", redis.uri());
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("400,002 of the 400,002 keys in keys.json are on the server already, such as"
                            + " \"key:0\", \"key:1\", \"key:10\"; --merge overwrites them, --flush deletes all keys"
                            + " of the server first." + System.lineSeparator());
            Run asked = run("restore", "keys.json", "--flush", "--quiet", "--redis", redis.uri());
            assertThat(asked.exit()).isEqualTo(1);
            assertThat(asked.err())
                    .isEqualTo("Delete all 400,002 keys of " + redis.uri() + "? [y/N] Nothing was deleted, for there is"
                            + " nobody to ask; say --yes to delete them." + System.lineSeparator());
            assertThat(server.keyCount()).isEqualTo(400_002);
            Run restored = run("restore", "keys.json", "--flush", "--yes", "--quiet", "--redis", redis.uri());
            assertThat(restored.err()).isEmpty();
            assertThat(restored.out()).contains("400,002 keys were deleted first.");

            server.nodes().get(0).call(Command.DEL, word("key:7"));
            Run different = run("diff", "keys.json", redis.uri(), "--exit-code", "--quiet");
            assertThat(different.err()).isEmpty();
            assertThat(different.exit()).isEqualTo(3);
            assertThat(different.out().lines())
                    .containsExactly(
                            "- \"key:7\"  string, 101 bytes", "0 added, 1 removed, 0 changed, 400,001 the same.");
        }
    }

    @Test
    @DisplayName("Wrong usage ends with 2, what cannot be done with 1 and one sentence, which shows no password")
    void failures() throws Exception {
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run("restore", "keys.json", "--merge", "--flush").exit()).isEqualTo(2);
        Run nobody = run("snapshot", "keys.json", "--redis", "redis://ada:s3cret@127.0.0.1:1");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err())
                .isEqualTo("Other users of this machine see the password of --redis in the list of processes;"
                        + " --redis-password-file or ENGRAM_REDIS_PASSWORD hides it." + System.lineSeparator()
                        + "No Redis answers at 127.0.0.1:1 (Connection refused); start one, or give its address."
                        + System.lineSeparator());
        Run wrong = run("snapshot", "keys.json", "--redis", "redis://ada:s3cret@127.0.0.1:x");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("The address of Redis ").doesNotContain("s3cret");
        assertThat(folder.resolve("keys.json")).doesNotExist();
    }
}
