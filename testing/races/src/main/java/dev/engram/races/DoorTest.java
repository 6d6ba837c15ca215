package dev.engram.races;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.TraceStack;
import dev.engram.bootstrap.Probe;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link Probe}'s recorder is a plain field: it may come and go between a call's entry and its exit. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Entered without a recorder: nothing recorded.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Recorded, or left open by an exit without a recorder.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The application saw an exception.")
@State
public class DoorTest {

    private static final CallRecorder RECORDER = Recorders.before(Recorders.ring(1 << 16, new Recorders.Idle()));

    /** Closes the door and opens it. */
    @Actor
    public void turn() {
        Probe.install(null);
        Probe.install(RECORDER);
    }

    /** What a woven method does. */
    @Actor
    public void call(II_Result result) {
        Object frame = null;
        try {
            frame = Probe.enter(Recorders.STORE, null, "key", "value", "n", null, null, null);
            result.r1 = frame == null ? 0 : 1;
            Probe.exit(frame, null, null);
        } catch (Throwable thrown) {
            result.r2 = 1;
        }
        closeWhatIsOpen(frame);
    }

    /** Or the stack would be full soon, and nothing would be tested any more. */
    private static void closeWhatIsOpen(@Nullable Object frame) {
        if (frame != null && TraceStack.current().top() != null) {
            RECORDER.exit(frame, null, null);
        }
    }
}
