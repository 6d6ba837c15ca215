package dev.engram.agent.telemetry.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.EventRing;
import dev.engram.agent.telemetry.protobuf.ProtoWriter;
import dev.engram.agent.trace.Site;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of batches")
class BatchQueueTest {

    private static final int MIB = 1 << 20;

    private final Site site = new Site(Site.Kind.MEMORY, "a.M.store") {};
    private final Ledger ledger = new Ledger(new EventRing(64, number -> site), () -> 0, () -> 0);
    private final BatchQueue queue = new BatchQueue(ledger);

    /** A batch of two spans. */
    private static Batch batch(int bytes) {
        Batch batch = new Batch(new ProtoWriter(bytes), 0);
        batch.added();
        batch.added();
        return batch;
    }

    /** How many batches of this size it takes. */
    private int taken(int bytes) {
        int taken = 0;
        while (queue.offer(batch(bytes))) {
            taken++;
        }
        return taken;
    }

    @Test
    @DisplayName("takes 256 batches; the spans of the next one are dropped and counted, and one that leaves makes room")
    void count() throws InterruptedException {
        assertThat(taken(16)).isEqualTo(256);
        assertThat(ledger.dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(2);
        assertThat(queue.take(0)).isNotNull();
        assertThat(taken(16)).isEqualTo(1);
    }

    @Test
    @DisplayName("takes batches until they have 64 MiB, in a small heap a sixteenth of it")
    void memory() throws InterruptedException {
        assertThat(BatchQueue.maxMemory(32L << 30)).isEqualTo(64 * MIB);
        assertThat(BatchQueue.maxMemory(160 * MIB)).isEqualTo(10 * MIB);

        long limit = Math.min(64L * MIB, Runtime.getRuntime().maxMemory() / 16);
        assertThat(taken(MIB)).isEqualTo((int) ((limit + MIB - 1) / MIB));
        assertThat(ledger.dropped(Ledger.Reason.EXPORT_FAILED)).isEqualTo(2);
        assertThat(queue.take(0)).isNotNull();
        assertThat(taken(MIB)).isEqualTo(1);
    }
}
