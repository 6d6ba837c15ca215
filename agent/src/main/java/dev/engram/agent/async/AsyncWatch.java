package dev.engram.agent.async;

import dev.engram.agent.ring.FrameConsumer;
import dev.engram.agent.trace.Frame;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stands before the consumer, and uses its pauses to look after calls that wait for their results. */
public final class AsyncWatch implements FrameConsumer {

    /** Under load the pauses come much more often. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final FrameConsumer next;
    private volatile @Nullable AsyncCalls calls;
    private long last = System.nanoTime();

    public AsyncWatch(FrameConsumer next) {
        this.next = next;
    }

    /** Looks after {@code watched} from now on. */
    public void watch(AsyncCalls watched) {
        calls = watched;
    }

    @Override
    public void onFrame(Frame frame) throws Exception {
        next.onFrame(frame);
    }

    @Override
    public void onPause() {
        AsyncCalls watched = calls;
        long now = System.nanoTime();
        if (watched != null && now - last >= INTERVAL_NANOS) {
            last = now;
            watched.sweep();
        }
        next.onPause();
    }

    @Override
    public void onError(Throwable thrown) {
        next.onError(thrown);
    }
}
