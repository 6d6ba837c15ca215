package dev.engram.collector.forward;

import dev.engram.collector.otlp.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was dropped, with its number: of each kind at once, and then every minute. Not thread-safe. */
final class LossReport {

    private static final Logger LOG = LoggerFactory.getLogger(LossReport.class);
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final int MAX_WORDS = 200;

    private record Said(long items, long at) {}

    private final String place;
    private final Map<Signal, Map<DropReason, Said>> said = new EnumMap<>(Signal.class);
    private String endpointsWords = "";

    LossReport(String place) {
        this.place = place;
        for (Signal signal : Signal.values()) {
            said.put(signal, new EnumMap<>(DropReason.class));
        }
    }

    /** What the endpoint said about items that it rejected. */
    void heard(String words) {
        String safe = words.replaceAll("\\p{Cntrl}", " ").strip();
        endpointsWords = safe.length() > MAX_WORDS ? safe.substring(0, MAX_WORDS) + "..." : safe;
    }

    /**
     * Says what is new and due.
     *
     * @param isLast whether to say all that is new: there is no later
     */
    void tick(Map<Signal, ForwardCounts> counts, boolean isLast) {
        long now = System.nanoTime();
        counts.forEach((signal, count) -> count.dropped().forEach((reason, items) -> {
            Map<DropReason, Said> before = Objects.requireNonNull(said.get(signal));
            @Nullable Said last = before.get(reason);
            long known = last == null ? 0 : last.items();
            if (items > known && (isLast || last == null || now - last.at() >= PAUSE)) {
                before.put(reason, new Said(items, now));
                LOG.warn(
                        "Not forwarded to {}: {} {}, for {}{} ({} since the start).",
                        place,
                        items - known,
                        (signal == Signal.TRACES ? "span" : "metric point") + (items - known == 1 ? "" : "s"),
                        reason.words(),
                        reason == DropReason.REJECTED && !endpointsWords.isEmpty()
                                ? ", and says \"" + endpointsWords + "\""
                                : "",
                        items);
            }
        }));
    }
}
