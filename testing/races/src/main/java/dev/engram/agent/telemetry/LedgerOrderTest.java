package dev.engram.agent.telemetry;

import dev.engram.agent.ring.EventRing;
import dev.engram.agent.telemetry.export.Ledger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever reads a {@link Ledger} while calls go through sees none settled that it does not see recorded. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Not yet taken.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Pending.")
@Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "Both pending.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "One settled.")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "One settled, one pending.")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Both settled.")
@Outcome(expect = Expect.FORBIDDEN, desc = "More settled than recorded.")
@State
public class LedgerOrderTest {

    private static final EventRing RING = new EventRing(EventRing.MIN_SIZE, number -> {
        throw new IllegalStateException("No call comes by this ring.");
    });

    private final Ledger ledger = new Ledger(RING, () -> 0, () -> 0);

    /** One call that is exported, and one that is not. */
    @Actor
    public void settle() {
        ledger.take();
        ledger.export(1);
        ledger.take();
        ledger.drop(Ledger.Reason.EXPORT_FAILED, 1);
    }

    /** As the ledger's own readers do it. */
    @Actor
    public void read(II_Result result) {
        result.r1 = (int) (ledger.exported() + ledger.dropped());
        result.r2 = (int) ledger.recorded();
    }
}
