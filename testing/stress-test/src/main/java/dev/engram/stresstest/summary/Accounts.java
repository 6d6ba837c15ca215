package dev.engram.stresstest.summary;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent says became of the calls that it recorded, and what the collector has of them.
 *
 * @param recorded calls that were to be spans
 * @param exported spans that the collector has confirmed
 * @param dropped by reason
 * @param arrived spans that the collector holds
 */
public record Accounts(long recorded, long exported, Map<String, Long> dropped, long arrived) {
    private static final Pattern LINE =
            Pattern.compile("Spans: recorded (\\d+) = exported (\\d+) \\+ dropped (\\d+)(?: \\(([^)]*)\\))?\\.");
    private static final String UNCONFIRMED = "export_failed";

    public Accounts {
        dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    }

    /** The accounts in a line of the agent; empty where the line holds none, or calls were still pending. */
    public static Optional<Accounts> of(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        Map<String, Long> dropped = new TreeMap<>();
        if (match.group(4) != null) {
            for (String each : match.group(4).split(", ", -1)) {
                String[] pair = each.split(" ", 2);
                dropped.put(pair[0], Long.parseLong(pair[1]));
            }
        }
        return Optional.of(new Accounts(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)), dropped, 0));
    }

    public Accounts withArrived(long spans) {
        return new Accounts(recorded, exported, dropped, spans);
    }

    /** Dropped for any reason. */
    public long lost() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Whether every call is accounted for: recorded = exported + dropped, and what was exported has arrived. Of spans whose
     * confirmation was lost more may have arrived than were exported.
     */
    public boolean isExact() {
        return recorded == exported + lost()
                && arrived >= exported
                && arrived <= exported + dropped.getOrDefault(UNCONFIRMED, 0L);
    }

    @Override
    public String toString() {
        return "recorded " + recorded + " = exported " + exported + " + dropped " + lost()
                + (dropped.isEmpty() ? "" : " " + dropped) + "; arrived " + arrived;
    }
}
