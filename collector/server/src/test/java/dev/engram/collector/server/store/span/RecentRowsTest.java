package dev.engram.collector.server.store.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.SpanStatus;
import dev.engram.collector.server.Requests;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What spans take in memory until they are packed decides whether more are accepted. */
class RecentRowsTest {

    private final RecentRows rows = new RecentRows();

    private void add(long generation) {
        Span span = new Span(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                "",
                "test",
                "INTERNAL",
                "",
                1,
                2,
                Map.of("memory.key", "k".repeat(1000)),
                List.of(),
                List.of(),
                SpanStatus.UNSET,
                "",
                Map.of(),
                "");
        rows.start(generation);
        rows.add(generation, Requests.of(List.of(span)).spans(), new BitSet(), generation);
    }

    @Test
    void spansOfSeveralGenerationsAreBoundedTogether() {
        add(1);
        add(2);
        assertThat(rows.isOver(rows.bytes())).isFalse();
        assertThat(rows.isOver(rows.bytes() - 1)).isTrue();
    }

    @Test
    void thereIsRoomAgainWhenPackedSpansAreForgotten() {
        add(1);
        add(2);
        long limit = rows.bytes() - 1;
        rows.remove(1);
        assertThat(rows.isOver(limit)).isFalse();
    }

    @Test
    void theNewestGenerationAloneIsNeverTooMuch() {
        add(1);
        rows.start(2);
        assertThat(rows.bytes()).isGreaterThan(1000);
        assertThat(rows.isOver(0)).isFalse();
    }
}
