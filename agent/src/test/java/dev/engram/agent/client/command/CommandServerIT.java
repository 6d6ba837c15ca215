package dev.engram.agent.client.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.engram.agent.client.command.Command.Fact;
import dev.engram.agent.it.EmbeddedRedis;
import dev.engram.agent.it.FreePort;
import dev.engram.agent.rule.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

@DisplayName("What is known of Redis commands")
class CommandServerIT {

    /** Commands of the server's own, and MIGRATE, of which nothing is shown. */
    private static final Set<String> WITHOUT_KEYS = Set.of("MIGRATE", "PFDEBUG", "RESTORE-ASKING");

    private static List<byte[]> words(String command) {
        return Stream.of(command.split(" ", -1))
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    @DisplayName("agrees with the Redis that comes with the build: keys, reading and writing, subcommands")
    void embedded() throws Exception {
        try (EmbeddedRedis redis = new EmbeddedRedis()) {
            compare(Integer.parseInt(redis.port()));
        }
    }

    @Test
    @Tag("full")
    @DisplayName("agrees with the redis-server of this machine")
    void installed() throws Exception {
        Path program = Stream.of("/usr/bin/redis-server", "/usr/local/bin/redis-server")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(program != null, "no redis-server");
        int port = FreePort.find();
        Process server = new ProcessBuilder(
                        String.valueOf(program), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThatCode(() -> {
                                try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                                    jedis.ping();
                                }
                            })
                            .doesNotThrowAnyException());
            compare(port);
        } finally {
            server.destroy();
        }
    }

    private static void compare(int port) throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            for (Object each : (List<?>) jedis.sendCommand(Protocol.Command.COMMAND)) {
                List<?> command = (List<?>) each;
                String name = text(command.get(0)).toUpperCase(Locale.ROOT);
                int arity = Math.toIntExact((Long) command.get(1));
                List<String> flags = ((List<?>) command.get(2))
                        .stream().map(CommandServerIT::text).toList();
                compareFlags(name, flags, differences);
                List<?> parts = command.size() > 9 ? (List<?>) command.get(9) : List.of();
                if (!parts.isEmpty() && !Command.of(name).is(Fact.SUBCOMMAND)) {
                    differences.add(name + " has subcommands");
                }
                if (parts.isEmpty() && !Command.of(name).is(Fact.SUBCOMMAND)) {
                    compareKeys(jedis, List.of(name), arity, differences);
                    compared++;
                }
                for (Object part : parts) {
                    List<?> subcommand = (List<?>) part;
                    String whole = text(subcommand.get(0)).toUpperCase(Locale.ROOT);
                    compareKeys(
                            jedis,
                            List.of(whole.split("\\|", -1)),
                            Math.toIntExact((Long) subcommand.get(1)),
                            differences);
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(150);
    }

    private static void compareFlags(String name, List<String> flags, List<String> differences) {
        Operation operation = Command.of(name).operation();
        boolean isChange = operation == Operation.STORE || operation == Operation.DELETE;
        boolean alsoWrites = Set.of("GETDEL", "GETEX", "HGETDEL", "HGETEX").contains(name);
        boolean isRight = operation == null || flags.contains(isChange || alsoWrites ? "write" : "readonly");
        if (!isRight) {
            differences.add(name + " is " + operation + ", and to the server " + flags);
        }
    }

    /** By what the server takes for the keys of a command with words that differ. */
    private static void compareKeys(Jedis jedis, List<String> name, int arity, List<String> differences) {
        Keys keys = Command.of(name.get(0)).keys();
        List<String> words = new ArrayList<>(name);
        int size = arity > 0 ? arity : Math.max(-arity, keys.step() == 2 ? 7 : 8);
        while (words.size() < size) {
            words.add(words.size() == keys.count() ? "2" : "word" + words.size());
        }
        if (keys.after() != null) {
            words = List.of(("XREADGROUP".equals(name.get(0)) ? "XREADGROUP GROUP g c" : "XREAD COUNT 1")
                    .concat(" STREAMS a b 0 0")
                    .split(" ", -1));
        }
        List<String> expected = new ArrayList<>();
        try {
            List<String> question = new ArrayList<>(List.of("GETKEYS"));
            question.addAll(words);
            Object reply = jedis.sendCommand(Protocol.Command.COMMAND, question.toArray(new String[0]));
            ((List<?>) reply).forEach(each -> expected.add(text(each)));
        } catch (JedisDataException none) {
            assertThat(none.getMessage())
                    .containsAnyOf("no key arguments", "Invalid arguments specified for command", "command|getkeys");
        }
        boolean[] marks = keys.in(words(String.join(" ", words)));
        List<String> found = new ArrayList<>();
        for (int i = 0; i < marks.length; i++) {
            if (marks[i]) {
                found.add(words.get(i));
            }
        }
        // The server gives the destination of a ZUNIONSTORE last.
        expected.sort(null);
        if (!found.equals(expected) && !WITHOUT_KEYS.contains(name.get(0))) {
            differences.add(String.join(" ", words) + ": keys " + found + ", to the server " + expected);
        }
    }

    private static String text(Object bytes) {
        return bytes instanceof byte[] raw ? new String(raw, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }
}
