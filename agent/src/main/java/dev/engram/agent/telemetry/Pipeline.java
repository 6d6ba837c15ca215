package dev.engram.agent.telemetry;

import java.time.Duration;

/** What makes telemetry of the ring's calls, until it is closed. */
public interface Pipeline {

    /** Takes the calls. */
    EventConsumer consumer();

    /** Says in the log what was lost since the last time. To be called now and then. Any thread. */
    void reportLosses();

    /**
     * The process is about to end: what comes from now on is handed on at once. Any thread.
     *
     * @return false where this ends by itself meanwhile, so that recording must end now
     */
    boolean hasten();

    /**
     * Hands on what there is and ends. A second call changes nothing. Any thread; recording is off.
     *
     * @return false when the time ran out first
     */
    boolean close(Duration timeout);
}
