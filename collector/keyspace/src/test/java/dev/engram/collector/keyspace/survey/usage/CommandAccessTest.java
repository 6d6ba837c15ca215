package dev.engram.collector.keyspace.survey.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.collector.common.model.Table;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Accesses by the spans of Redis commands")
class CommandAccessTest {

    @Test
    @DisplayName("are those of single keys, and those of the words of a batch; housekeeping counts nothing")
    void kinds() throws Exception {
        List<Access> accesses = CommandAccess.read(
                sql -> sql.contains("redis.key'] IS NOT NULL")
                        ? table(
                                List.of("GET", "a", "x", 2L, 1L, 3_000_000_000L),
                                List.of("SETEX", "b", "", 1L, 0L, 1L),
                                List.of("unlink", "c", "", 1L, 0L, 1L),
                                List.of("GETSET", "d", "", 1L, 0L, 1L),
                                List.of("ZRANGESTORE", "e", "", 1L, 0L, 1L),
                                List.of("VSIM", "f", "", 1L, 0L, 1L),
                                List.of("TTL", "g", "", 1L, 0L, 1L))
                        : table(List.of("MULTI; RPUSH s:1 ? ?; EXPIRE s:1 ?; LRANGE s:2 ? ?", "", "y", 4L, 0L, 1L)),
                0,
                100);
        assertThat(accesses)
                .extracting(Access::key, Access::operation, Access::agent, Access::count)
                .containsExactly(
                        tuple("a", "retrieve", "x", 2L),
                        tuple("b", "store", "", 1L),
                        tuple("c", "delete", "", 1L),
                        tuple("d", "store", "", 1L),
                        tuple("e", "store", "", 1L),
                        tuple("f", "search", "", 1L),
                        tuple("s:1", "store", "y", 4L),
                        tuple("s:2", "retrieve", "y", 4L));
        assertThat(accesses.get(0).last()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(accesses.get(0).recent()).isEqualTo(1);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Table table(List<Object>... rows) {
        return new Table(List.of(), List.of(rows), false);
    }
}
