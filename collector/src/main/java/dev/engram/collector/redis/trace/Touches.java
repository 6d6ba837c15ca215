package dev.engram.collector.redis.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who touched something, and how. Filled by {@link Usage}, then only read. */
public final class Touches {

    /** What one agent did, in counts of operations. */
    public record ByAgent(String agent, long reads, long writes, long searches, long deletes) {}

    /** What one agent did. */
    private static final class Deeds {
        private long reads;
        private long writes;
        private long deletes;
        private long searches;
        private long recentWrites;

        private long all() {
            return reads + writes + deletes + searches;
        }
    }

    private final Deeds sum = new Deeds();
    private final Map<String, Deeds> agents = new TreeMap<>();
    private long recent;
    private Instant last = Instant.EPOCH;

    void add(Access access) {
        add(sum, access);
        if (!access.agent().isEmpty()) {
            add(agents.computeIfAbsent(access.agent(), any -> new Deeds()), access);
        }
        recent += access.recent();
        if (access.last().isAfter(last)) {
            last = access.last();
        }
    }

    private static void add(Deeds deeds, Access access) {
        switch (access.operation()) {
            case "store", "enrich" -> {
                deeds.writes += access.count();
                deeds.recentWrites += access.recent();
            }
            case "delete" -> deeds.deletes += access.count();
            case "search" -> deeds.searches += access.count();
            default -> deeds.reads += access.count();
        }
    }

    public long reads() {
        return sum.reads;
    }

    public long writes() {
        return sum.writes;
    }

    public long deletes() {
        return sum.deletes;
    }

    public long searches() {
        return sum.searches;
    }

    public long all() {
        return sum.all();
    }

    /** Accesses since the trace before. */
    public long recent() {
        return recent;
    }

    /** When the last one ended. */
    public Instant last() {
        return last;
    }

    /** One line: {@code qe-test-generator 1 write; qe-test-executor 1 read}; empty where no agent is known. */
    public String who() {
        StringBuilder line = new StringBuilder();
        agents.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Deeds> e) -> -e.getValue().all()))
                .limit(5)
                .forEach(each -> line.append(line.length() == 0 ? "" : "; ")
                        .append(each.getKey())
                        .append(' ')
                        .append(deeds(each.getValue())));
        return agents.size() > 5 ? line + "; " + (agents.size() - 5) + " more" : line.toString();
    }

    private static String deeds(Deeds deeds) {
        StringBuilder text = new StringBuilder();
        append(text, deeds.writes, "write", "writes");
        append(text, deeds.reads, "read", "reads");
        append(text, deeds.searches, "search", "searches");
        append(text, deeds.deletes, "delete", "deletes");
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String one, String many) {
        if (count > 0) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(count == 1 ? one : many);
        }
    }

    /** The agent that wrote most, since the trace before if any did; null where none is known. */
    public @Nullable String writer() {
        String most = null;
        long recentWrites = -1;
        long writes = 0;
        for (Map.Entry<String, Deeds> each : agents.entrySet()) {
            Deeds deeds = each.getValue();
            if (deeds.writes > 0
                    && (deeds.recentWrites > recentWrites
                            || (deeds.recentWrites == recentWrites && deeds.writes > writes))) {
                most = each.getKey();
                recentWrites = deeds.recentWrites;
                writes = deeds.writes;
            }
        }
        return most;
    }

    /** The agent with the most accesses of all kinds; null where none is known. */
    public @Nullable String busiest() {
        return agents.entrySet().stream()
                .max(Comparator.comparingLong(each -> each.getValue().all()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** What each agent did, by name; operations without a known agent are not among it. */
    public List<ByAgent> agents() {
        List<ByAgent> all = new ArrayList<>(agents.size());
        agents.forEach((agent, deeds) ->
                all.add(new ByAgent(agent, deeds.reads, deeds.writes, deeds.searches, deeds.deletes)));
        return all;
    }
}
