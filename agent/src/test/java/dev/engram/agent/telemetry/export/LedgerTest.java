package dev.engram.agent.telemetry.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.ring.EventRing;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The accounts of calls")
class LedgerTest {

    private static final int CALLS = 200_000;

    private static final EventRing RING = new EventRing(EventRing.MIN_SIZE, number -> {
        throw new IllegalStateException("No call comes by this ring.");
    });

    @Test
    @DisplayName("never show more spans exported and dropped than calls recorded, and in the end exactly as many")
    void atEveryMoment() {
        Ledger ledger = new Ledger(RING, () -> 0, () -> 0);
        CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < CALLS; i++) {
                ledger.take();
                if (i % 2 == 0) {
                    ledger.export(1);
                } else {
                    ledger.drop(Ledger.Reason.EXPORT_FAILED, 1);
                }
            }
        });
        while (!calls.isDone()) {
            // In the order of the ledger's own readers.
            long settled = ledger.exported() + ledger.dropped();
            assertThat(settled).isLessThanOrEqualTo(ledger.recorded());
        }
        calls.join();
        assertThat(ledger.recorded()).isEqualTo(CALLS);
        assertThat(ledger.exported() + ledger.dropped()).isEqualTo(CALLS);
    }
}
