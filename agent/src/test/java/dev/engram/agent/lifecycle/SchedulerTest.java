package dev.engram.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.engram.agent.telemetry.Said;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Periodic work")
@Timeout(60)
class SchedulerTest {

    @Test
    @DisplayName("runs on one daemon thread without a context class loader, again and again, and once more at the end")
    void runs() {
        AtomicInteger often = new AtomicInteger();
        AtomicInteger once = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        Scheduler scheduler = new Scheduler().every(1, often::incrementAndGet).repeat(() -> {
            thread.set(Thread.currentThread());
            once.incrementAndGet();
            return 3_600_000;
        });
        scheduler.start();
        await().until(() -> often.get() > 10);
        assertThat(once).hasValue(1);
        Thread running = Objects.requireNonNull(thread.get());
        assertThat(running.isDaemon()).isTrue();
        assertThat(running.getContextClassLoader()).isNull();
        scheduler.stop(60_000);
        assertThat(once).hasValue(2);
        assertThat(running.isAlive()).isFalse();
    }

    @Test
    @DisplayName("goes on when a task fails, which is said once")
    void fails() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        String said = Said.by(() -> {
            Scheduler scheduler = new Scheduler().repeat(() -> {
                ran.incrementAndGet();
                if (ran.get() == 1) {
                    throw new IllegalStateException("on purpose");
                }
                return 1;
            });
            scheduler.start();
            await().until(() -> ran.get() > 2);
            scheduler.stop(60_000);
        });
        assertThat(said).containsOnlyOnce("on purpose");
    }

    @Test
    @DisplayName("that was never started is not there at the end either")
    void neverStarted() {
        AtomicInteger ran = new AtomicInteger();
        new Scheduler().every(1, ran::incrementAndGet).stop(60_000);
        assertThat(ran).hasValue(0);
    }
}
