package dev.engram.benchmarks.jmh;

import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RecordedCall;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The hand-over to the ring alone, by 1, 2 and 4 threads at once, with a consumer that does nothing. Each iteration is one
 * burst of {@value #BURST} calls a thread, fewer than the ring holds, after a pause in which the ring runs empty; the figure
 * is that of one call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 300)
@Measurement(iterations = 200)
@Fork(1)
@OperationsPerInvocation(PublishBenchmark.BURST)
public class PublishBenchmark {

    static final int BURST = 2000;

    private final EventRing ring = new EventRing(16_384, number -> MemoryCall.SITE).start(new Nothing());

    /** What a thread hands over, again and again: the ring copies it. */
    @State(Scope.Thread)
    public static class Call {
        private final OpenCall open = MemoryCall.open();
    }

    /** Lets the consumer empty the ring. */
    @Setup(Level.Iteration)
    public void pause() throws InterruptedException {
        Thread.sleep(25);
    }

    /** A drop is cheaper than a hand-over: with one, the figures would be wrong. */
    @TearDown
    public void check() {
        if (ring.dropped() != 0) {
            throw new IllegalStateException("the ring was full: " + ring.dropped() + " calls were dropped");
        }
    }

    @Benchmark
    @Threads(1)
    public void producers1(Call call) {
        burst(call);
    }

    @Benchmark
    @Threads(2)
    public void producers2(Call call) {
        burst(call);
    }

    @Benchmark
    @Threads(4)
    public void producers4(Call call) {
        burst(call);
    }

    private void burst(Call call) {
        for (int i = 0; i < BURST; i++) {
            ring.offer(call.open, i, null);
        }
    }

    private static final class Nothing implements CallConsumer {
        @Override
        public void onCall(RecordedCall call) {
            // Nothing: the ring alone.
        }

        @Override
        public void onPause() {
            // Nothing.
        }

        @Override
        public void onError(Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
