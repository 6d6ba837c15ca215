package dev.engram.stresstest;

import com.acme.stress.Optimization;
import com.acme.stress.Outcome;
import com.acme.stress.Sample;
import com.acme.stress.StressTestResult;
import com.acme.stress.channel.Message;
import dev.engram.stresstest.record.Recording;
import java.time.Instant;

/** Results for tests, made as a fork tells them. */
public final class Results {
    private Results() {}

    /** What a fork tells: cycles of these milliseconds, 20 operations each, growth by so many MB of a heap of 512. */
    public static Recording recording(String scenario, double growthMb, int errors, double... cycles) {
        Recording recording = new Recording(scenario, Instant.parse("2026-01-02T03:04:05Z"));
        recording.add(new Message.Started(512, 20));
        recording.add(sample(0, 20, 0));
        recording.add(new Message.LevelBegan(0, "concurrent_agents", 5));
        for (int i = 0; i < cycles.length; i++) {
            recording.add(new Message.Cycled(i, cycles[i], 10, 30));
        }
        for (int i = 0; i < errors; i++) {
            recording.add(new Message.Failed(i, "IllegalStateException", "number " + i));
        }
        recording.add(new Message.Optimized(new Optimization(1, "cache_clear", 8, true, 30, 2)));
        recording.add(new Message.Optimized(new Optimization(2, "agent_restart", 6, false, 0, 3)));
        recording.add(new Message.Alerted(2, "memory_leak", "HIGH", "it leaks"));
        recording.add(new Message.Protected(3, Message.Measure.HEALTH_CHECK, "well"));
        recording.add(new Message.RecoveryBegan(4));
        recording.add(new Message.Recovered(6.5));
        recording.add(new Message.Found("leaked_mb", 3));
        recording.add(sample(10, 300, 20L * cycles.length));
        recording.add(new Message.Ended(10, 20 + growthMb, null));
        return recording;
    }

    public static StressTestResult result(String scenario, double growthMb, int errors, double... cycles) {
        return recording(scenario, growthMb, errors, cycles).result(Outcome.COMPLETED, null);
    }

    private static Message sample(double seconds, double usedMb, long operations) {
        return new Message.Sampled(
                new Sample(seconds, usedMb, usedMb - 5, usedMb / 6, 90, 1, 2),
                seconds,
                (long) seconds,
                seconds / 10,
                operations,
                7,
                1);
    }
}
