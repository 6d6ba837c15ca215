package dev.engram.agent.ring;

import dev.engram.agent.trace.RecordedCall;

/** Takes complete calls off the ring, all on the consumer's one thread. */
public interface CallConsumer {

    /**
     * One complete call. The call is only lent: nothing of it may be kept after the return. What is thrown here loses
     * this call only.
     */
    void onCall(RecordedCall call) throws Exception;

    /** The calls that had come so far are through, or none came for a while. */
    void onPause();

    /** {@code onCall} or {@code onPause} threw. Must not throw. */
    void onError(Throwable thrown);
}
