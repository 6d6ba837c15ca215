package dev.engram.agent.telemetry.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Buffers")
class BuffersTest {

    private final Buffers buffers = new Buffers();

    @Test
    @DisplayName("are used again, empty")
    void usedAgain() {
        ProtoWriter first = buffers.take();
        first.varint(1);
        buffers.give(first);
        assertThat(buffers.take()).isSameAs(first);
        assertThat(first.length()).isZero();
        assertThat(buffers.take()).isNotSameAs(first);
    }

    @Test
    @DisplayName("are kept in a small number, and only while they are small")
    void bounded() {
        List<ProtoWriter> taken = new ArrayList<>();
        for (int i = 0; i < Buffers.MAX_KEPT + 5; i++) {
            taken.add(buffers.take());
        }
        taken.forEach(buffers::give);
        for (int i = 0; i < Buffers.MAX_KEPT; i++) {
            assertThat(taken).contains(buffers.take());
        }
        assertThat(taken).doesNotContain(buffers.take());

        ProtoWriter large = new ProtoWriter(Buffers.MAX_CAPACITY + 1);
        buffers.give(large);
        assertThat(buffers.take()).isNotSameAs(large);
    }

    @Test
    @DisplayName("are made a little larger than the last batch, so that waiting batches waste little memory")
    void fitting() {
        buffers.expect(400_000);
        assertThat(buffers.take().capacity()).isBetween(400_000, 500_000);
        buffers.expect(10);
        assertThat(buffers.take().capacity()).isBetween(10, 20_000);
    }
}
