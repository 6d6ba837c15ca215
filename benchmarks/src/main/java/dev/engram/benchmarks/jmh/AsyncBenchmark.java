package dev.engram.benchmarks.jmh;

import com.acme.notes.FixedAsyncMemoryStore;
import com.acme.notes.FixedMemoryStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a call costs whose result comes later, in bursts as {@link CallBenchmark} has them, beside one whose result is there
 * at once. Run it without and with {@code -jvmArgsAppend "-javaagent:agent/target/engram-agent.jar …"}: the difference is
 * Engram's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 300)
@Measurement(iterations = 200)
@OperationsPerInvocation(AsyncBenchmark.BURST)
public class AsyncBenchmark {

    static final int BURST = 2000;

    private final FixedMemoryStore memory = new FixedMemoryStore();
    private final FixedAsyncMemoryStore async = new FixedAsyncMemoryStore();

    /** Lets the consumer empty the ring. */
    @Setup(Level.Iteration)
    public void pause() throws InterruptedException {
        Thread.sleep(25);
    }

    @Benchmark
    public void atOnce(Blackhole hole) {
        for (int i = 0; i < BURST; i++) {
            hole.consume(memory.retrieve("plan"));
        }
    }

    @Benchmark
    public void futureThatIsComplete(Blackhole hole) {
        for (int i = 0; i < BURST; i++) {
            hole.consume(async.retrieve("plan").join());
        }
    }

    @Benchmark
    public void futureThatIsCompletedLater(Blackhole hole) {
        for (int i = 0; i < BURST; i++) {
            CompletableFuture<String> future = async.get("plan");
            hole.consume(future.complete("cover"));
        }
    }

    @Benchmark
    public void mono(Blackhole hole) {
        for (int i = 0; i < BURST; i++) {
            hole.consume(async.load("plan").block());
        }
    }
}
