package dev.engram.agent.record;

import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.trace.RecordedCall;

/** Hands each call that comes off the ring to a test. */
public record EachCall(Action action) implements CallConsumer {

    /** What a test does with a call. */
    public interface Action {
        void on(RecordedCall call) throws InterruptedException;
    }

    @Override
    public void onCall(RecordedCall call) throws InterruptedException {
        action.on(call);
    }

    @Override
    public void onPause() {}

    @Override
    public void onError(Throwable thrown) {
        throw new AssertionError(thrown);
    }
}
