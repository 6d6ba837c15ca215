package dev.engram.agent.ring;

import com.lmax.disruptor.WaitStrategy;

/** Opens the ring's wait strategy to the comparison with the Disruptor's own. */
public final class Waiting {

    private Waiting() {}

    /** Engram's; a ring of the Disruptor's own has no gaps to close. */
    public static WaitStrategy growingSleep() {
        return new GrowingSleepWaitStrategy(sequence -> {});
    }
}
