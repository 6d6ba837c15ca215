package dev.engram.benchmarks.jmh;

import com.acme.notes.FixedMemoryStore;
import java.lang.management.ManagementFactory;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Entry and exit of a call that the agent has woven, in a JVM that was started with the agent: run it where {@code
 * agent/target/engram-agent.jar} is found. Each iteration is one burst of {@value #BURST} calls, fewer than the ring holds,
 * after a pause in which the ring runs empty; the figure is that of one call.
 *
 * <p>{@code recorded} makes spans and cannot send them, so that no endpoint has a part in it; {@code unsampled}
 * and {@code off} are what the sampler and the switch leave; {@code bare} has no agent at all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 300)
@Measurement(iterations = 200)
@OperationsPerInvocation(CallBenchmark.BURST)
public class CallBenchmark {

    static final int BURST = 2000;

    private static final String AGENT = "-javaagent:agent/target/engram-agent.jar";
    private static final String DISABLED = "-Dengram.enabled=false";
    private static final String NOWHERE = "-Dotel.traces.exporter=none";
    private static final String NO_METRICS = "-Dotel.metrics.exporter=none";

    private final FixedMemoryStore memory = new FixedMemoryStore();

    /** The figures of an agent that is not there would look good. */
    @Setup(Level.Trial)
    public void check() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        boolean shouldRun = options.contains(AGENT) && !options.contains(DISABLED);
        boolean runs = Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("engram-consumer"));
        if (runs != shouldRun) {
            throw new IllegalStateException("with " + options + " Engram should " + (shouldRun ? "" : "not ") + "run");
        }
    }

    /** Lets the consumer empty the ring. */
    @Setup(Level.Iteration)
    public void pause() throws InterruptedException {
        Thread.sleep(25);
    }

    @Benchmark
    @Fork(value = 1)
    public void bare(Blackhole hole) {
        burst(hole);
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {
                AGENT,
                "-Dotel.exporter.otlp.endpoint=http://127.0.0.1:9",
                NO_METRICS,
                "-Dengram.log.level=off"
            })
    public void recorded(Blackhole hole) {
        burst(hole);
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {AGENT, NOWHERE, NO_METRICS, "-Dotel.traces.sampler=always_off"})
    public void unsampled(Blackhole hole) {
        burst(hole);
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {AGENT, DISABLED})
    public void off(Blackhole hole) {
        burst(hole);
    }

    private void burst(Blackhole hole) {
        for (int i = 0; i < BURST; i++) {
            hole.consume(memory.retrieve("plan"));
        }
    }
}
