package dev.engram.stresstest.run;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether the test is to end early. Thread-safe. */
public final class Stop {
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

    /** It is to end; the first reason counts. */
    public void because(String why) {
        reason.compareAndSet(null, why);
    }

    /** Why; null while it goes on. */
    public @Nullable String reason() {
        return reason.get();
    }
}
