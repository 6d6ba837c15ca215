package dev.engram.collector.keyspace.survey.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who touched something, and how. Filled by {@link Usage}, then only read. */
public final class AccessCounts {

    /** What one agent did, in counts of operations. */
    public record ByAgent(String agent, long reads, long writes, long searches, long deletes) {}

    /** What one agent did. */
    private static final class OperationCounts {
        private long reads;
        private long writes;
        private long deletes;
        private long searches;
        private long recentWrites;

        private long all() {
            return reads + writes + deletes + searches;
        }
    }

    private final OperationCounts sum = new OperationCounts();
    private final Map<String, OperationCounts> agents = new TreeMap<>();
    private long recent;
    private Instant last = Instant.EPOCH;

    void add(Access access) {
        add(sum, access);
        if (!access.agent().isEmpty()) {
            add(agents.computeIfAbsent(access.agent(), any -> new OperationCounts()), access);
        }
        recent += access.recent();
        if (access.last().isAfter(last)) {
            last = access.last();
        }
    }

    private static void add(OperationCounts counts, Access access) {
        switch (access.operation()) {
            case "store", "enrich" -> {
                counts.writes += access.count();
                counts.recentWrites += access.recent();
            }
            case "delete" -> counts.deletes += access.count();
            case "search" -> counts.searches += access.count();
            default -> counts.reads += access.count();
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

    /** Accesses since the survey before. */
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
                        (Map.Entry<String, OperationCounts> e) -> -e.getValue().all()))
                .limit(5)
                .forEach(each -> line.append(line.length() == 0 ? "" : "; ")
                        .append(each.getKey())
                        .append(' ')
                        .append(counts(each.getValue())));
        return agents.size() > 5 ? line + "; " + (agents.size() - 5) + " more" : line.toString();
    }

    private static String counts(OperationCounts counts) {
        StringBuilder text = new StringBuilder();
        append(text, counts.writes, "write", "writes");
        append(text, counts.reads, "read", "reads");
        append(text, counts.searches, "search", "searches");
        append(text, counts.deletes, "delete", "deletes");
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

    /** The agent that wrote most, since the survey before if any did; null where none is known. */
    public @Nullable String writer() {
        String most = null;
        long recentWrites = -1;
        long writes = 0;
        for (Map.Entry<String, OperationCounts> each : agents.entrySet()) {
            OperationCounts counts = each.getValue();
            if (counts.writes > 0
                    && (counts.recentWrites > recentWrites
                            || (counts.recentWrites == recentWrites && counts.writes > writes))) {
                most = each.getKey();
                recentWrites = counts.recentWrites;
                writes = counts.writes;
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
        agents.forEach((agent, counts) ->
                all.add(new ByAgent(agent, counts.reads, counts.writes, counts.searches, counts.deletes)));
        return all;
    }
}
