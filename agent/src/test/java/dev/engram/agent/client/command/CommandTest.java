package dev.engram.agent.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is known of a command")
class CommandTest {

    private static List<byte[]> words(String command) {
        return Stream.of(command.split(" ", -1))
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "SET, STORE",
        "GETSET, STORE",
        "HSETEX, STORE",
        "RESTORE, STORE",
        "GET, RETRIEVE",
        "GETDEL, RETRIEVE",
        "HGETDEL, RETRIEVE",
        "GETRANGE, RETRIEVE",
        "SUBSTR, RETRIEVE",
        "VSIM, SEARCH",
        "DEL, DELETE",
        "LPOP, DELETE",
        "LTRIM, DELETE",
        "XTRIM, DELETE",
        "ZREMRANGEBYRANK, DELETE",
        "ZPOPMIN, DELETE",
        "MGET,",
        "EXPIRE,",
        "STRLEN,",
        "SOMETHING.NEW,"
    })
    @DisplayName("an operation on an agent's memory: what returns a value retrieves, what only removes a part deletes")
    void operation(String name, @Nullable Operation expected) {
        assertThat(Command.of(name).operation()).isEqualTo(expected);
    }

    @Test
    @DisplayName("a miss: no reply, or of GETRANGE an empty one, which a GET may have for its value")
    void hit() {
        assertThat(Command.of("GET").isHit("")).isTrue();
        assertThat(Command.of("GET").isHit(null)).isFalse();
        assertThat(Command.of("GETRANGE").isHit("")).isFalse();
        assertThat(Command.of("GETRANGE").isHit(new byte[0])).isFalse();
        assertThat(Command.of("GETRANGE").isHit("a")).isTrue();
        assertThat(Command.of("HGETDEL").isHit(Arrays.asList(null, null))).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource({
        "EXPIRE k 60, 60",
        "EXPIRE k 0, 0",
        "PEXPIRE k 1500, 1.5",
        "HEXPIRE k 60 FIELDS 1 f, 60",
        "SETEX k 60 v, 60",
        "PSETEX k 60 v, 0.06",
        "SET k EX, NaN",
        "SET k v NX PX 1500, 1.5",
        "SET k v ex 60, 60",
        "SET k v KEEPTTL, NaN",
        "GETEX k EX 60, 60",
        "GETEX k PERSIST, NaN",
        "HSETEX k EX 60 FIELDS 1 f v, 60",
        "RESTORE k 0 v, NaN",
        "RESTORE k 1500 v, 1.5",
        "EXPIREAT k 60, NaN",
        "EXPIRE k, NaN"
    })
    @DisplayName("how long it lets its key live")
    void ttl(String command, Double expected) {
        List<byte[]> words = words(command);
        assertThat(Command.of(Words.name(words)).ttl(words)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "SET k v EX 60, v",
        "SETEX k 60 v, v",
        "JSON.SET k $ v, v",
        "APPEND k v, v",
        "HSET k f v, f v",
        "RPUSH k a b, a b",
        "SETEX k 60,"
    })
    @DisplayName("what it stores")
    void stored(String command, @Nullable String expected) {
        List<byte[]> words = words(command);
        Object stored = Command.of(Words.name(words)).stored(words);
        List<String> texts = new ArrayList<>();
        if (stored instanceof List<?> several) {
            several.forEach(each -> texts.add(Words.text((byte[]) each)));
        } else if (stored instanceof byte[] one) {
            texts.add(Words.text(one));
        }
        assertThat(String.join(" ", texts)).isEqualTo(expected == null ? "" : expected);
    }
}
