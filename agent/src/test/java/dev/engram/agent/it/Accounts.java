package dev.engram.agent.it;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the agent's last debug line says became of the calls.
 *
 * @param dropped by reason, without reasons that never were
 */
record Accounts(long recorded, long exported, Map<String, Long> dropped) {

    /** Nothing may be pending: such a line does not match. */
    private static final Pattern LINE =
            Pattern.compile("DEBUG Spans: recorded (\\d+) = exported (\\d+) \\+ dropped (\\d+)(?: \\(([^)]*)\\))?\\.");

    /** The accounts of a process that ran at debug level. */
    static Accounts of(Jvm.Ended ended) {
        for (String line : ended.said()) {
            Matcher match = LINE.matcher(line);
            if (match.matches()) {
                Map<String, Long> dropped = new LinkedHashMap<>();
                if (match.group(4) != null) {
                    for (String each : match.group(4).split(", ", -1)) {
                        String[] pair = each.split(" ", 2);
                        dropped.put(pair[0], Long.parseLong(pair[1]));
                    }
                }
                Accounts accounts =
                        new Accounts(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)), dropped);
                if (accounts.lost() != Long.parseLong(match.group(3))) {
                    throw new AssertionError("The reasons do not add up: " + line);
                }
                return accounts;
            }
        }
        throw new AssertionError("No accounts, or open ones: " + ended.said());
    }

    /** Dropped for any reason. */
    long lost() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    long dropped(String reason) {
        return dropped.getOrDefault(reason, 0L);
    }
}
