package dev.engram.stress;

import dev.engram.agent.config.Settings;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.telemetry.Ledger;
import dev.engram.agent.telemetry.Telemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The whole street, ended in the middle again and again, with no time or too little or enough: at every moment no more is
 * settled than was recorded, and at the end exactly as much. The file has each exported span once.
 */
final class Endings {

    private static final int PRODUCERS = 3;

    void run(Duration time) throws Exception {
        Path folder = Files.createTempDirectory("engram-endings");
        long deadline = System.nanoTime() + time.toNanos();
        int rounds = 0;
        long recorded = 0;
        long exported = 0;
        do {
            Path file = folder.resolve("spans-" + rounds + ".jsonl");
            Ledger ledger = round(file, rounds);
            recorded += ledger.recorded();
            exported += ledger.exported();
            Files.deleteIfExists(file);
            rounds++;
        } while (System.nanoTime() - deadline < 0);
        Files.delete(folder);
        System.out.printf(
                "Endings: %,d of them, %,d calls recorded, %,d exported, the rest dropped and counted.%n",
                rounds, recorded, exported);
    }

    private static Ledger round(Path file, int number) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("OTEL_TRACES_EXPORTER", "jsonl");
        environment.put("OTEL_METRICS_EXPORTER", "none");
        environment.put("ENGRAM_JSONL_PATH", file.toString());
        environment.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "64");
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "1");
        environment.put("ENGRAM_RING_SIZE", number % 2 == 0 ? "64" : "4096");
        Settings settings = Settings.read(null, Map.of(), environment);
        Telemetry telemetry = Telemetry.start(settings);
        EventRing ring = Recorders.ring(settings.ringSize(), telemetry);
        CallRecorder recorder = Recorders.before(ring);
        telemetry.watch(ring, recorder::tooDeep, recorder::failed);
        Ledger ledger = telemetry.ledger();

        AtomicBoolean isOver = new AtomicBoolean();
        Threads threads = new Threads();
        for (int i = 0; i < PRODUCERS; i++) {
            threads.start(() -> {
                for (int n = 0; !isOver.get(); n++) {
                    Recorders.call(recorder, "k" + n, "v", "n");
                }
            });
        }
        threads.start(() -> {
            while (!isOver.get()) {
                long settled = ledger.exported() + ledger.dropped();
                long known = ledger.recorded();
                Promise.that(settled <= known, settled + " calls were settled, and " + known + " recorded.");
            }
        });
        ThreadLocalRandom random = ThreadLocalRandom.current();
        LockSupport.parkNanos(random.nextLong(30_000_000));
        telemetry.close(Duration.ofMillis(number % 3 == 0 ? 2000 : random.nextLong(20)));
        isOver.set(true);
        threads.join();
        awaitSettled(ledger);
        Promise.that(
                ledger.recorded() == ring.offered(), ledger + ", and the ring was offered " + ring.offered() + ".");
        Promise.that(written(file) >= ledger.exported(), ledger + ", and written were " + written(file) + ".");
        return ledger;
    }

    /** A consumer or an exporter that was late may still be at its last span. */
    private static void awaitSettled(Ledger ledger) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (ledger.exported() + ledger.dropped() != ledger.recorded()) {
            Promise.that(System.nanoTime() - deadline < 0, "Never settled: " + ledger);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long written(Path file) throws Exception {
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }
}
