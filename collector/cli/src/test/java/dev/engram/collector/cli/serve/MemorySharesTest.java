package dev.engram.collector.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.server.sql.QueryLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the collector's memory is divided. */
@DisplayName("--memory")
class MemorySharesTest {

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000L, 2_000_000_000L, 3_000_000_000L, 4_000_000_000L, 64_000_000_000L})
    @DisplayName("is enough for the heap, the store and all queries at once")
    void enough(long memory) {
        MemoryShares shares = MemoryShares.of(memory);
        long heap = memory / 3;
        assertThat(heap + shares.store() + shares.queries() * (shares.query() + QueryLimits.PROCESS_BYTES))
                .isLessThanOrEqualTo(memory);
    }

    @Test
    @DisplayName("runs one query at a time by default, four at most")
    void queries() {
        assertThat(MemoryShares.of(MemoryShares.LEAST).queries()).isEqualTo(1);
        assertThat(MemoryShares.of(2_000_000_000L)).isEqualTo(new MemoryShares(666_666_666, 1, 466_666_666));
        assertThat(MemoryShares.of(4_000_000_000L).queries()).isEqualTo(2);
        assertThat(MemoryShares.of(64_000_000_000L).queries()).isEqualTo(4);
    }
}
