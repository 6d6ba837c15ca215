package com.acme.stress.run;

import com.acme.memory.deep.Embeddings;
import com.acme.memory.management.ManagedMemory;
import com.acme.memory.management.ManagementSettings;
import com.acme.memory.management.heap.HeapReader;
import com.acme.memory.management.heap.HeapReading;
import com.acme.stress.Ballast;
import com.acme.stress.Outcome;
import com.acme.stress.StressScenario;
import com.acme.stress.StressTestResult;
import com.acme.stress.channel.Message;
import com.acme.stress.channel.RunSettings;
import dev.engram.stresstest.config.ConfigFile;
import dev.engram.stresstest.record.Recording;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A run of a scenario in simulated time and in a simulated heap, on a real memory and a real Redis. A cycle takes 50 ms, which pass at
 * once. As in a real heap, garbage counts as used, and what lives is known only after a collection; a partial one, which comes when
 * there is much new garbage, leaves some of it, and all that was there for long.
 */
final class Simulation {
    static final long MB = 1 << 20;
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Something that is wrong with the memory. */
    static class Fault {
        /** Is asked after each sample, 200 ms apart. */
        void at(Simulation simulation, double share) {}

        void before(ManagedMemory memory) {}

        Embeddings model(Embeddings usual) {
            return usual;
        }

        /** Whether what lives after the load's begin is never seen. */
        boolean isBlind() {
            return false;
        }
    }

    private final StressScenario scenario;
    private final Fault fault;
    private final int seconds;
    private final boolean realTime;
    private final SimulatedHeap heap;
    private final Recording recording;
    private final AtomicLong nanos = new AtomicLong();
    private long nextSample;
    private @Nullable RunningScenario run;

    /** @param realTime whether seconds are real, for loads on several threads */
    Simulation(StressScenario scenario, int seconds, boolean realTime, long capacity, Fault fault) {
        this.scenario = scenario;
        this.fault = fault;
        this.seconds = seconds;
        this.realTime = realTime;
        this.heap = new SimulatedHeap(capacity);
        this.recording = new Recording(scenario.id(), Instant.EPOCH);
    }

    StressTestResult play(URI redis, Embeddings model) throws Exception {
        RunSettings settings =
                new RunSettings(scenario.id(), seconds, ConfigFile.defaults().levels(), 100, 60, 30);
        try (ManagedMemory memory = ManagedMemory.open(
                redis,
                ManagementSettings.of("simulated").withCleanUpEvery(Duration.ofSeconds(60)),
                fault.model(model),
                heap,
                new SimulatedClock())) {
            heap.memory = memory;
            fault.before(memory);
            RunningScenario running = new SimulatedRun(settings, memory);
            run = running;
            tell(new Message.Started(heap.capacity / (double) MB, live()));
            running.begin();
            scenario.load(running);
            running.sample();
            tell(new Message.Ended(running.seconds(), live(), null));
        }
        return recording.result(Outcome.COMPLETED, null);
    }

    /** More memory that nobody in the application knows. */
    void leak(long bytes) {
        heap.unknown += bytes;
    }

    private void tell(Message message) {
        recording.add(message);
    }

    private double live() {
        for (Ballast each : heap.ballasts) {
            each.drop();
        }
        return heap.collect().usedBytes() / (double) MB;
    }

    private void pass(long more) throws InterruptedException {
        if (realTime) {
            TimeUnit.NANOSECONDS.sleep(more);
        }
        long now = nanos.addAndGet(more);
        if (now >= nextSample && run != null) {
            nextSample = now + SAMPLE_NANOS;
            run.sample();
            fault.at(this, now / 1e9 / seconds);
        }
        heap.allocate();
    }

    private final class SimulatedRun extends RunningScenario {
        SimulatedRun(RunSettings settings, ManagedMemory memory) {
            super(settings, memory, Simulation.this::tell, new Time() {
                @Override
                public long nanos() {
                    return nanos.get();
                }

                @Override
                public void sleep(long howLong) throws InterruptedException {
                    pass(howLong);
                }
            });
        }

        @Override
        public Ballast ballast() {
            Ballast ballast = new Ballast(this, bytes -> true);
            heap.ballasts.add(ballast);
            return ballast;
        }
    }

    private final class SimulatedHeap implements HeapReader {
        private final long capacity;
        private final long base;
        private final List<Ballast> ballasts = new ArrayList<>();
        private @Nullable ManagedMemory memory;
        private long unknown;
        private long garbage;
        private long reached;
        private long letGo; // of what was there for long: only a full collection frees it
        private long live;
        private long collections;

        SimulatedHeap(long capacity) {
            this.capacity = capacity;
            this.base = capacity / 25;
            this.unknown = base;
            this.live = base;
        }

        void allocate() {
            garbage += capacity / 256;
            if (used() > capacity) {
                HeapReading unused = collect();
            } else if (garbage > capacity / 8) {
                garbage /= 10;
                collected();
            }
        }

        @Override
        public HeapReading read() {
            long used = Math.min(capacity, used());
            return new HeapReading(used, Math.min(fault.isBlind() ? base : live, used), capacity, collections, 0);
        }

        @Override
        public HeapReading collect() {
            garbage = 0;
            letGo = 0;
            collected();
            return read();
        }

        private void collected() {
            live = used();
            collections++;
        }

        private long used() {
            long held = memory == null ? 0 : memory.state().held().total();
            long now =
                    unknown + held + ballasts.stream().mapToLong(Ballast::bytes).sum();
            letGo += Math.max(0, reached - now);
            reached = now;
            return now + garbage + letGo;
        }
    }

    private final class SimulatedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    }
}
