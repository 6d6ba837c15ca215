package dev.engram.agent.record;

import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.trace.Frame;

/** Hands each call that comes off the ring to a test. */
public record EachFrame(Action action) implements FrameConsumer {

    /** What a test does with a call. */
    public interface Action {
        void on(Frame frame) throws InterruptedException;
    }

    @Override
    public void onFrame(Frame frame) throws InterruptedException {
        action.on(frame);
    }

    @Override
    public void onPause() {}

    @Override
    public void onError(Throwable thrown) {
        throw new AssertionError(thrown);
    }
}
