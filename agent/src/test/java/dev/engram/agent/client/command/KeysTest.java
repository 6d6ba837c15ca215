package dev.engram.agent.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The keys of a command")
class KeysTest {

    /** Keys begin with k, in the way of the documentation of Redis; nothing else does. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "GET k",
        "SET k v EX 60",
        "HSET k f v",
        "MGET k1 k2 k3",
        "MSET k1 v k2 v",
        "DEL k1 k2",
        "BLPOP k1 k2 0",
        "RENAME k1 k2",
        "COPY k1 k2 DB 1",
        "SMOVE k1 k2 m",
        "BITOP AND k1 k2 k3",
        "OBJECT ENCODING k",
        "XGROUP CREATE k g $",
        "EVAL return 2 k1 k2 a b",
        "EVALSHA abc 0 a",
        "FCALL f 1 k a",
        "ZUNIONSTORE k1 2 k2 k3 WEIGHTS 1 2",
        "ZINTER 2 k1 k2 WITHSCORES",
        "SINTERCARD 2 k1 k2 LIMIT 3",
        "BLMPOP 1 2 k1 k2 LEFT",
        "XREAD COUNT 2 STREAMS k1 k2 0 0",
        "XREADGROUP GROUP g c STREAMS k >",
        "JSON.SET k $ v",
        "JSON.MGET k1 k2 $",
        "JSON.MSET k1 $ v k2 $ v",
        "VSIM k VALUES 2 1 2",
        "PUBLISH channel message",
        "AUTH user password",
        "CONFIG SET requirepass secret",
        "MIGRATE host 1 x 0 1 AUTH secret",
        "SOMETHING.NEW a b"
    })
    @DisplayName("are known by its name; of a command that is not known none is")
    void keys(String command) {
        List<String> expected = new ArrayList<>();
        List<byte[]> words = new ArrayList<>();
        for (String each : command.split(" ", -1)) {
            words.add(each.getBytes(StandardCharsets.UTF_8));
            if (each.startsWith("k")) {
                expected.add(each);
            }
        }
        boolean[] keys = Command.of(Words.name(words)).keys().in(words);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i]) {
                found.add(Words.text(words.get(i)));
            }
        }
        assertThat(found).as("%s", Arrays.toString(keys)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "GET",
        "MSET k",
        "BLPOP",
        "EVAL script",
        "EVAL script 5 k1",
        "EVAL script x k1",
        "ZUNION 99999999999 k",
        "XREAD STREAMS",
        "BITOP AND",
        "OBJECT"
    })
    @DisplayName("of a command that the server would refuse are those that it has")
    void incomplete(String command) {
        List<byte[]> words = Arrays.stream(command.split(" ", -1))
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .toList();
        assertThat(Command.of(Words.name(words)).keys().in(words)).hasSize(words.size());
    }
}
