package dev.engram.agent.telemetry;

import dev.engram.agent.telemetry.value.ValueSize;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to tell a value's size: the UTF-8 of a text, the JSON of anything else. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SizeBenchmark {

    /** As applications keep them. */
    record Plan(String suite, int priority, List<String> cases, Map<String, Double> weights) {}

    private final ValueSize size = new ValueSize();
    private final String ascii = "cover create, update and delete; ".repeat(4);
    private final String greek = "δημιουργία, ενημέρωση και διαγραφή ".repeat(4);
    private final Plan plan =
            new Plan("UserService", 3, List.of("create", "update", "delete"), Map.of("create", 0.5, "update", 0.25));

    @Benchmark
    public long utf8OfAscii() {
        return size.of(ascii);
    }

    @Benchmark
    public long utf8OfGreek() {
        return size.of(greek);
    }

    @Benchmark
    public long jsonOfRecord() {
        return size.of(plan);
    }
}
