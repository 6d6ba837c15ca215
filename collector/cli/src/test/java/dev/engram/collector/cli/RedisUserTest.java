package dev.engram.collector.cli;

import static dev.engram.collector.keyspace.redis.Requests.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.keyspace.redis.RealRedis;
import dev.engram.collector.keyspace.redis.RealRedis.Program;
import dev.engram.collector.keyspace.redis.RedisNode;
import dev.engram.collector.keyspace.redis.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Who a command is for the Redis that it asks. */
@DisplayName("engram redis: the user that the address names")
class RedisUserTest {

    @TempDir
    private Path folder;

    private record Run(int exit, String err) {}

    private static Run run(String... words) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Run(Main.run(new Main(), words), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private static void user(RedisNode node, String... rights) throws Exception {
        byte[][] words = Stream.concat(Stream.of("SETUSER"), Arrays.stream(rights))
                .map(each -> word(each))
                .toArray(byte[][]::new);
        node.call(Command.ACL, words);
    }

    @Test
    @DisplayName(
            "is the one that reads and deletes, with a password from a file, with an empty one, in every command; no"
                    + " command goes on as another user")
    void named() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        Path other = Files.writeString(folder.resolve("other"), "another\n");
        try (RealRedis redis = RealRedis.start(Program.EMBEDDED);
                RedisServer server = redis.open()) {
            RedisNode node = server.nodes().get(0);
            user(node, "looker", "on", ">secret", "~*", "+@all", "-unlink", "-del");
            user(node, "open", "on", "nopass", "~*", "+@all", "-unlink", "-del");
            node.call(Command.SET, word("key"), word("value"));
            String host = "127.0.0.1:" + redis.port();
            String looker = "redis://looker@" + host;
            String file = password.toString();

            for (String[] credentials : new String[][] {
                {"--redis", looker, "--redis-password-file", file},
                {"--redis", "redis://looker:secret@" + host},
                {"--redis", "redis://open:@" + host},
            }) {
                Run refused = run(with("redis clean --pattern * --ttl any --yes", credentials));
                assertThat(refused.exit()).isEqualTo(1);
                assertThat(refused.err()).contains("refuses UNLINK to this user");
                assertThat(refused.err().contains("the password of --redis in the list of processes"))
                        .isEqualTo(credentials[1].contains("secret"));
            }
            // Without a password it is nobody, and not the default user, who may delete.
            for (String command :
                    new String[] {"clean --pattern * --ttl any --yes", "survey --once", "snapshot x.json"}) {
                Run nobody = run(with("redis " + command, "--redis", looker));
                assertThat(nobody.exit()).as(nobody.err()).isEqualTo(1);
                assertThat(nobody.err())
                        .startsWith("The address of Redis names a user and no password")
                        .doesNotContain("looker", "in the list of processes");
            }
            Run contradiction = run(with(
                    "redis clean --pattern * --ttl any --yes",
                    "--redis",
                    "redis://looker:secret@" + host,
                    "--redis-password-file",
                    other.toString()));
            assertThat(contradiction.exit()).isEqualTo(1);
            assertThat(contradiction.err()).contains("The address of Redis has another password");

            Path saved = folder.resolve("keys.json");
            assertThat(run("redis", "snapshot", saved.toString(), "--redis", looker, "--redis-password-file", file)
                            .exit())
                    .isZero();
            user(node, "default", "-dump");
            assertThat(run("redis", "diff", saved.toString(), looker, "--redis-password-file", file, "--exit-code")
                            .exit())
                    .isZero();
            assertThat(run("redis", "diff", saved.toString(), looker).err())
                    .startsWith("The address of Redis names a user and no password");
            Run serve = run("serve", "--grpc-port", "0", "--http-port", "0", "--api-port", "0", "--redis", looker);
            assertThat(serve.exit()).isEqualTo(2);
            assertThat(serve.err()).contains("The address of Redis names a user and no password");
            assertThat(server.keyCount()).isEqualTo(1);
        }
    }

    private static String[] with(String command, String... options) {
        return Stream.concat(Arrays.stream(command.split(" ")), Arrays.stream(options))
                .toArray(String[]::new);
    }
}
