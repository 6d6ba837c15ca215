package dev.engram.races;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.ring.CallConsumer;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.RecordedCall;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Several threads record at full speed into one ring. Every call reaches the consumer once and complete, or is counted as
 * dropped.
 */
final class Publication {

    private static final int PRODUCERS = 4;
    private static final int CALLS = 50_000;

    private final int size;

    Publication(int size) {
        this.size = size;
    }

    /** The key of a call, which knows what else belongs to it. */
    private static final class Token {
        private final Object value = new Object();
        private final String namespace;

        /** For the consumer alone. */
        private int seen;

        Token(String namespace) {
            this.namespace = namespace;
        }
    }

    private static final class Check implements CallConsumer {
        private final AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();

        @Override
        public void onCall(RecordedCall call) {
            Token token = (Token) Objects.requireNonNull(call.key);
            if (call.value != token.value
                    || !token.namespace.equals(call.namespace)
                    || call.site == null
                    || call.spanId == 0
                    || call.endNanos < call.startNanos
                    || call.thrown != null) {
                throw new AssertionError("A call came incomplete, or mixed with another one.");
            }
            if (++token.seen != 1) {
                throw new AssertionError("A call came twice.");
            }
        }

        @Override
        public void onPause() {}

        @Override
        public void onError(Throwable thrown) {
            wrong.compareAndSet(null, thrown);
        }
    }

    void run(Duration time) throws Exception {
        long deadline = System.nanoTime() + time.toNanos();
        int rounds = 0;
        long dropped = 0;
        do {
            dropped += round();
            rounds++;
        } while (System.nanoTime() - deadline < 0);
        System.out.printf(
                "Publication into %d slots: %,d calls by %d threads, %,d dropped, all others came once and complete.%n",
                size, (long) rounds * PRODUCERS * CALLS, PRODUCERS, dropped);
    }

    private long round() throws Exception {
        Check check = new Check();
        EventRing ring = Recorders.ring(size, check);
        CallRecorder recorder = Recorders.before(ring);
        Token[][] tokens = new Token[PRODUCERS][CALLS];
        Threads threads = new Threads();
        for (int i = 0; i < PRODUCERS; i++) {
            Token[] own = tokens[i];
            threads.start(() -> {
                for (int n = 0; n < CALLS; n++) {
                    Token token = new Token("n" + n % 7);
                    own[n] = token;
                    Recorders.call(recorder, token, token.value, token.namespace);
                }
            });
        }
        threads.join();
        Promise.that(ring.drain(30, TimeUnit.SECONDS), "The ring was not drained.");
        Promise.that(ring.stop(30, TimeUnit.SECONDS), "The consumer did not end.");
        Promise.unbroken(check.wrong.get());
        long seen = 0;
        for (Token[] own : tokens) {
            for (Token each : own) {
                seen += each.seen;
            }
        }
        long calls = (long) PRODUCERS * CALLS;
        Promise.that(
                ring.offered() == calls && ring.consumed() == seen && ring.consumed() + ring.dropped() == calls,
                "Of " + calls + " calls the ring says " + ring.offered() + " = " + ring.consumed() + " + "
                        + ring.dropped() + ", and " + seen + " were seen.");
        return ring.dropped();
    }
}
