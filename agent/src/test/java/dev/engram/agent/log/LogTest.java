package dev.engram.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log")
class LogTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        Log.listen(lines::add);
    }

    @AfterEach
    void reset() {
        Log.defer(false);
        Log.setLevel(Log.Level.INFO);
        Log.listen(null);
    }

    @Test
    @DisplayName("says what its level includes, each line recognisable as Engram's")
    void levels() {
        Log.setLevel(Log.Level.WARN);
        Log.error("a");
        Log.warn("b");
        Log.info("c");
        Log.debug("d");
        Log.setLevel(Log.Level.OFF);
        Log.error("e");
        assertThat(lines).containsExactly("[engram] ERROR a", "[engram] WARN b");
    }

    @Test
    @DisplayName("says a sentence that is to be said once, once")
    void once() {
        Log.warnOnce("LogTest.once");
        Log.warnOnce("LogTest.once");
        assertThat(lines).containsExactly("[engram] WARN LogTest.once");
    }

    @Test
    @DisplayName("writes deferred warnings only when it is flushed, and then in their order, on the flushing thread")
    void deferred() throws InterruptedException {
        Log.defer(true);
        Thread application = new Thread(() -> {
            Log.warnOnce("LogTest.deferred 1");
            Log.warnOnce("LogTest.deferred 2", new IllegalStateException("not shown"));
            Log.warnOnce("LogTest.deferred 1");
        });
        application.start();
        application.join();
        assertThat(lines).isEmpty();
        List<Thread> writers = new ArrayList<>();
        Log.listen(line -> {
            lines.add(line);
            writers.add(Thread.currentThread());
        });
        Log.flush();
        assertThat(lines).containsExactly("[engram] WARN LogTest.deferred 1", "[engram] WARN LogTest.deferred 2");
        assertThat(writers).containsOnly(Thread.currentThread());
        Log.flush();
        assertThat(lines).hasSize(2);
    }

    @Test
    @DisplayName("loses no warning when deferring ends while threads warn")
    void deferringEnds() throws InterruptedException {
        Log.defer(true);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 25; i++) {
                    Log.warnOnce("LogTest.ends " + number + " " + i);
                }
            });
            threads.add(thread);
            thread.start();
        }
        Log.defer(false);
        for (Thread each : threads) {
            each.join();
        }
        assertThat(lines).hasSize(100).doesNotHaveDuplicates();
    }
}
