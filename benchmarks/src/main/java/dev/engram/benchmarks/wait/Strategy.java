package dev.engram.benchmarks.wait;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.engram.agent.ring.Waiting;

/** How a consumer waits. */
enum Strategy {
    GROWING_SLEEP("growing sleep (Engram)"),
    SLEEPING("sleeping"),
    LITE_BLOCKING("lite blocking"),
    BLOCKING("blocking"),
    YIELDING("yielding"),
    BUSY_SPIN("busy spin");

    private final String title;

    Strategy(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    WaitStrategy make() {
        return switch (this) {
            case GROWING_SLEEP -> Waiting.growingSleep();
            case SLEEPING -> new SleepingWaitStrategy();
            case LITE_BLOCKING -> new LiteBlockingWaitStrategy();
            case BLOCKING -> new BlockingWaitStrategy();
            case YIELDING -> new YieldingWaitStrategy();
            case BUSY_SPIN -> new BusySpinWaitStrategy();
        };
    }
}
