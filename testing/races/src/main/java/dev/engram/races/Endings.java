package dev.engram.races;

import dev.engram.agent.config.Settings;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.RuleSet;
import dev.engram.agent.telemetry.Telemetry;
import dev.engram.agent.telemetry.export.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole pipeline, ended in the middle again and again, with no time or too little or enough: at every moment no more is
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
        Promise.that(recorded > 0 && exported > 0, recorded + " calls were recorded, and " + exported + " exported.");
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
        EventRing ring = Recorders.ring(settings.calls().ringSize());
        CallRecorder recorder = Recorders.before(ring);
        Telemetry telemetry =
                Telemetry.start(settings, new RuleSet("aqe", List.of()), ring, recorder::tooDeep, recorder::failed);
        ring.start(telemetry.consumer());
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
        awaitSettled(ledger, ring);
        List<String> written = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Promise.that(written.size() >= ledger.exported(), ledger + ", and written were " + written.size() + ".");
        Promise.that(new HashSet<>(written).size() == written.size(), "A span was written twice.");
        return ledger;
    }

    /**
     * Every call that the ring was offered is recorded once and settled. A consumer or an exporter that was late may still be
     * at its last span; until the consumer is done with it, the ledger counts that span as taken and as lying in the ring.
     */
    private static void awaitSettled(Ledger ledger, EventRing ring) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (ledger.exported() + ledger.dropped() != ledger.recorded() || ledger.recorded() != ring.offered()) {
            Promise.that(
                    System.nanoTime() - deadline < 0,
                    "Never settled: " + ledger + ", and the ring was offered " + ring.offered() + ".");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
