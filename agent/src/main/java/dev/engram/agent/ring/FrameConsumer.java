package dev.engram.agent.ring;

import dev.engram.agent.trace.Frame;

/** Takes complete frames off the ring, all on the consumer's one thread. */
public interface FrameConsumer {

    /**
     * One complete frame. The frame is only lent: nothing of it may be kept after the return. What is thrown here loses
     * this frame only.
     */
    void onFrame(Frame frame) throws Exception;

    /** The frames that had come so far are through, or none came for a while. */
    void onPause();

    /** {@code onFrame} or {@code onPause} threw. Must not throw. */
    void onError(Throwable thrown);
}
