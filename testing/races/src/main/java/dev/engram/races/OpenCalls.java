package dev.engram.races;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.TraceStack;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@link TraceStack#forEachOpen} while the owners open and close calls, and begin and end themselves: it never
 * throws, always ends, and disturbs no owner: each call is still offered to the ring once.
 */
final class OpenCalls {

    private static final int OWNERS = 3;
    private static final int CALLS = 200_000;

    void run(Duration time) throws Exception {
        EventRing ring = Recorders.ring(4096, new Recorders.Idle());
        CallRecorder recorder = Recorders.before(ring);
        long deadline = System.nanoTime() + time.toNanos();
        AtomicLong shown = new AtomicLong();
        long calls = 0;
        do {
            calls += round(recorder, shown);
        } while (System.nanoTime() - deadline < 0);
        Promise.that(shown.get() > 0, "No open call was ever shown.");
        Promise.that(
                ring.drain(30, TimeUnit.SECONDS) && ring.offered() == calls,
                "Of " + calls + " calls the ring was offered " + ring.offered() + ".");
        Promise.that(ring.stop(30, TimeUnit.SECONDS), "The consumer did not end.");
        System.out.printf("Open calls: %,d were shown while %,d were made.%n", shown.get(), calls);
    }

    private static long round(CallRecorder recorder, AtomicLong shown) throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        Threads watcher = new Threads();
        watcher.start(() -> {
            while (!isOver.get()) {
                // What is shown may be over by now, and even torn; whoever looks at it has to expect that.
                TraceStack.forEachOpen(frame -> shown.incrementAndGet());
            }
        });
        AtomicLong calls = new AtomicLong();
        Threads owners = new Threads();
        for (int i = 0; i < OWNERS; i++) {
            int seed = i;
            owners.start(() -> {
                long made = 0;
                while (made < CALLS) {
                    // Some deeper than a stack is at first, so that it grows under the watcher's eyes.
                    int depth = 1 + (int) ((made + seed) % 40);
                    nest(recorder, depth);
                    made += depth;
                }
                calls.addAndGet(made);
                Promise.that(TraceStack.current().top() == null, "A call stayed open.");
            });
        }
        owners.join();
        isOver.set(true);
        watcher.join();
        return calls.get();
    }

    private static void nest(CallRecorder recorder, int depth) {
        if (depth == 0) {
            return;
        }
        // By turns: beneath a store that a full ring drops, another one is no call of its own.
        int site = depth % 2 == 0 ? Recorders.STORE : Recorders.RETRIEVE;
        Object frame = recorder.enter(site, null, "k" + depth, "v", "n", null, null, null);
        nest(recorder, depth - 1);
        recorder.exit(Objects.requireNonNull(frame, "Not recorded."), null, null);
    }
}
