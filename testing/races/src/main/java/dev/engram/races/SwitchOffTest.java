package dev.engram.races;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.TraceStack;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A site is switched off, by a failure on another thread, in the middle of calls. */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Both calls were before.")
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "Switched off between the calls.")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Both calls were after.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It came on again, or a call stayed open.")
@State
public class SwitchOffTest {

    private static final EventRing RING = Recorders.ring(1 << 16, new Recorders.Idle());

    private final MemorySite site = Recorders.site();
    private final CallRecorder recorder = Recorders.before(RING, site);

    /** As the recorder does when something throws. */
    @Actor
    public void fail() {
        site.disable();
    }

    /** Two calls, one after the other. */
    @Actor
    public void call(III_Result result) {
        result.r1 = once();
        result.r2 = once();
        result.r3 = TraceStack.current().top() == null ? 0 : 1;
    }

    private int once() {
        Object frame = recorder.enter(Recorders.STORE, null, "key", "value", "n", null, null, null);
        if (frame == null) {
            return 0;
        }
        recorder.exit(frame, null, null);
        return 1;
    }
}
