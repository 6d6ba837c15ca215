package com.acme.stress.example;

import com.acme.stress.Expectation;
import com.acme.stress.StressRun;
import com.acme.stress.StressScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** A scenario that goes wrong in one of several ways. */
public abstract class Broken implements StressScenario {

    @Override
    public final String id() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    public final String shortName() {
        return id();
    }

    @Override
    public final String purpose() {
        return "What the stress test does when a scenario goes wrong.";
    }

    @Override
    public final Duration duration() {
        return Duration.ofSeconds(2);
    }

    @Override
    public List<Expectation> expectations() {
        return List.of();
    }

    /** Works a little, so that there is something to account for. */
    static void work(StressRun run, int cycles) throws InterruptedException {
        var contexts = run.memory().state().contexts();
        for (int i = 0; i < cycles; i++) {
            String key = "key-" + i;
            run.cycle(() -> {
                contexts.put(key, "value");
                return 1;
            });
        }
    }

    /** Never ends. */
    public static final class Hanging extends Broken {
        @Override
        public void load(StressRun run) throws InterruptedException {
            work(run, 3);
            new CountDownLatch(1).await();
        }
    }

    /** Fills the heap until there is an OutOfMemoryError that nobody catches. */
    public static final class OutOfMemory extends Broken {
        @Override
        public void load(StressRun run) throws InterruptedException {
            work(run, 5);
            List<byte[]> all = new ArrayList<>();
            while (all.size() < Integer.MAX_VALUE) {
                all.add(new byte[8 << 20]);
            }
        }
    }

    /** Ends the JVM in the middle, as a crash does. */
    public static final class Crashing extends Broken {
        @Override
        public void load(StressRun run) throws InterruptedException {
            work(run, 3);
            Runtime.getRuntime().halt(99);
        }
    }

    /** Fills the heap nearly and works there, until the emergency shutdown. */
    public static final class NearlyFull extends Broken {
        @Override
        public boolean seeksLimit() {
            return true;
        }

        @Override
        public void load(StressRun run) throws InterruptedException {
            List<byte[]> all = new ArrayList<>();
            var contexts = run.memory().state().contexts();
            for (int i = 0; !run.isOver(); i++) {
                String key = "key-" + i;
                run.cycle(() -> {
                    while (run.usedPercent() < 97.5) {
                        all.add(new byte[(8 << 10) - 16]);
                    }
                    contexts.put(key, "value");
                    return 1;
                });
                run.finding("blocks", all.size());
            }
        }
    }
}
