package dev.engram.collector.forward;

import dev.engram.collector.otlp.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how the endpoint is, one line for each change and none for a request. A trouble is said at once; its end when it
 * has been well for a while, which grows with each relapse, so that an endpoint that comes and goes fills no log. What
 * both signals suffer from is said once. Not thread-safe but for {@link #problem}: the dispatcher's own.
 */
final class News {

    private static final Logger LOG = LoggerFactory.getLogger(News.class);

    private static final long FIRST_CALM = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_CALM = Duration.ofMinutes(1).toNanos();
    private static final long AGAIN = Duration.ofMinutes(1).toNanos();

    private static final class State {
        @Nullable
        String problem;

        /** When successes began, of {@link System#nanoTime}; null while there is none. */
        @Nullable
        Long wellSince;
    }

    private final String place;
    private final String whereItWaits;
    private final Map<Signal, State> states = new EnumMap<>(Signal.class);
    private final Map<String, Long> said = new HashMap<>();
    private long calm = FIRST_CALM;
    private @Nullable Long recovered;
    private volatile @Nullable String problem;

    /**
     * Of an endpoint.
     *
     * @param place the endpoint
     * @param whereItWaits what happens to requests meanwhile, a sentence
     */
    News(String place, String whereItWaits) {
        this.place = place;
        this.whereItWaits = whereItWaits;
        for (Signal signal : Signal.values()) {
            states.put(signal, new State());
        }
    }

    /** A request may be taken later. */
    void later(Signal signal, String cause) {
        trouble(signal, cause, whereItWaits);
    }

    /** A request will never be taken. */
    void refused(Signal signal, String cause) {
        trouble(signal, cause, "What it refuses like this is lost, and counted.");
    }

    private void trouble(Signal signal, String cause, String consequence) {
        State state = state(signal);
        state.wellSince = null;
        if (cause.equals(state.problem)) {
            return;
        }
        boolean known = states.values().stream().anyMatch(each -> cause.equals(each.problem));
        state.problem = cause;
        problem = cause;
        long now = System.nanoTime();
        if (recovered != null) {
            calm = now - recovered < AGAIN ? Math.min(2 * calm, LONGEST_CALM) : FIRST_CALM;
            recovered = null;
        }
        Long last = said.get(cause);
        if (!known && (last == null || now - last >= AGAIN)) {
            said.put(cause, now);
            LOG.warn(
                    "Forwarding {} to {} fails: {}{} {}",
                    signal.text(),
                    place,
                    cause,
                    cause.endsWith("?") ? "" : ".",
                    consequence);
        }
    }

    /** The endpoint has taken a request. */
    void well(Signal signal) {
        State state = state(signal);
        if (state.problem != null && state.wellSince == null) {
            state.wellSince = System.nanoTime();
        }
    }

    /** Says what has been well for long enough. To be called now and then. */
    void tick() {
        long now = System.nanoTime();
        for (Map.Entry<Signal, State> entry : states.entrySet()) {
            State state = entry.getValue();
            String ended = state.problem;
            if (ended != null && state.wellSince != null && now - state.wellSince >= calm) {
                states.values().forEach(each -> {
                    if (ended.equals(each.problem)) {
                        each.problem = null;
                        each.wellSince = null;
                    }
                });
                said.clear();
                recovered = now;
                problem = states.values().stream()
                        .map(each -> each.problem)
                        .filter(each -> each != null)
                        .findFirst()
                        .orElse(null);
                LOG.info("Forwarding {} to {} works again.", entry.getKey().text(), place);
            }
        }
    }

    /** What is wrong now; null when nothing is. Thread-safe. */
    @Nullable
    String problem() {
        return problem;
    }

    private State state(Signal signal) {
        return Objects.requireNonNull(states.get(signal));
    }
}
