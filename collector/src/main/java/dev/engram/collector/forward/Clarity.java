package dev.engram.collector.forward;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Looks at the endpoint's port where an outcome is unclear, once a minute at most. The dispatcher's own. */
final class Clarity {

    private static final long VALID = Duration.ofMinutes(1).toNanos();

    private final ForwardOptions options;
    private final Diagnosis diagnosis;
    private String cause = "";
    private Outcome.@Nullable Later seen;
    private long seenAt;

    Clarity(ForwardOptions options) {
        this.options = options;
        this.diagnosis = new Diagnosis(options);
    }

    Outcome clear(Outcome outcome) {
        if (!(outcome instanceof Outcome.Unclear unclear)) {
            return outcome;
        }
        Outcome.Later known = seen;
        if (known != null && unclear.cause().equals(cause) && System.nanoTime() - seenAt < VALID) {
            return known;
        }
        Outcome.Later now = diagnosis.afterLook(unclear.cause(), PortLook.at(options.host(), options.port()));
        seen = now;
        cause = unclear.cause();
        seenAt = System.nanoTime();
        return now;
    }
}
