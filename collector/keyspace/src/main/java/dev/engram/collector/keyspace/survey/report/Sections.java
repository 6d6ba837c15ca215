package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.render.Numbers;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.stats.Changes;
import dev.engram.collector.keyspace.survey.stats.NamespaceStats;
import dev.engram.collector.keyspace.survey.stats.ServerFacts;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import dev.engram.collector.keyspace.survey.usage.AccessCounts;
import dev.engram.collector.keyspace.survey.usage.UsageSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a report says, for both text and Markdown. */
final class Sections {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Sections() {}

    static String title(Report report) {
        ServerFacts server = report.now().server();
        return "Keyspace of " + report.server() + (report.pattern() == null ? "" : ", keys like " + report.pattern())
                + ", " + time(report.now().time())
                + (server.version().isEmpty()
                        ? ""
                        : " (" + (server.version().startsWith("Valkey") ? "" : "Redis ") + server.version()
                                + (server.primaries() > 1 ? ", " + server.primaries() + " primaries" : "") + ")");
    }

    static String time(Instant time) {
        return TIME.format(time) + " UTC";
    }

    /** The sentences at the top. */
    static List<String> head(Report report) {
        SurveyStats now = report.now();
        List<String> lines = new ArrayList<>();
        lines.add(count(now.keys(), "key", "keys") + (now.sizesKnown() ? " of " + Numbers.size(now.bytes()) : "")
                + memory(now.server()) + ".");
        if (report.window() > 1) {
            lines.add(count(report.window(), "survey", "surveys") + " since " + time(report.since()) + ": "
                    + grouped(report.keysAtStart()) + " to " + grouped(now.keys()) + " keys (at most "
                    + grouped(report.peakKeys()) + "), " + Numbers.size(report.bytesAtStart()) + " to "
                    + Numbers.size(now.bytes()) + " (at most " + Numbers.size(report.peakBytes()) + ").");
        }
        Changes changes = now.changes();
        if (changes != null) {
            lines.add("Since the survey before: " + grouped(changes.added()) + " new, " + grouped(changes.removed())
                    + " gone (" + grouped(changes.ranOut()) + " of them by their TTL)" + counters(changes) + ".");
        }
        if (report.failed() > 0) {
            lines.add(count(report.failed(), "survey", "surveys") + " failed"
                    + (report.failure() == null
                            ? "; the last one did not."
                            : ", the last one too: " + report.failure()));
        }
        lines.add("Usage is known from " + now.usage().source().title()
                + (now.usage().why().isEmpty()
                        ? ", by keys like " + report.template()
                        : "; " + now.usage().why())
                + ".");
        lines.addAll(now.notes());
        return lines;
    }

    private static String memory(ServerFacts server) {
        if (server.usedMemory() < 0) {
            return "";
        }
        return "; the server uses " + Numbers.size(server.usedMemory())
                + (server.maxMemory() > 0
                        ? " of " + Numbers.size(server.maxMemory()) + " (" + server.policy() + ")"
                        : ", without a limit");
    }

    private static String counters(Changes changes) {
        return changes.expired() < 0
                ? ""
                : "; the server counts " + grouped(changes.expired()) + " expired and " + grouped(changes.evicted())
                        + " evicted";
    }

    static List<Section> all(Report report) {
        SurveyStats now = report.now();
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Namespaces", namespaces(now)));
        if (now.usage().source() == UsageSource.SPANS) {
            sections.add(new Section("Agents", agents(now)));
        }
        sections.add(new Section(
                "Types",
                table(
                        List.of("type", "keys", "bytes"),
                        now.types().entrySet().stream()
                                .map(each -> row(
                                        each.getKey(),
                                        each.getValue().keys(),
                                        size(now, each.getValue().bytes())))
                                .toList())));
        sections.add(new Section(
                "Time to live",
                table(
                        List.of("expires in", "keys"),
                        now.ttl().entrySet().stream()
                                .map(each -> row(each.getKey().title(), each.getValue()))
                                .toList())));
        if (!now.biggest().isEmpty()) {
            sections.add(new Section(
                    "Biggest keys",
                    table(
                            List.of("key", "type", "bytes"),
                            now.biggest().stream()
                                    .map(each -> row(each.name(), each.type(), Numbers.size(each.bytes())))
                                    .toList())));
        }
        if (!now.used().isEmpty()) {
            sections.add(new Section(usedTitle(now.usage().source()), used(now)));
        }
        return sections;
    }

    private static Table namespaces(SurveyStats now) {
        boolean spans = now.usage().source() == UsageSource.SPANS;
        boolean changes = now.changes() != null;
        List<String> columns = new ArrayList<>(List.of("namespace", "keys", "bytes", "no TTL"));
        if (changes) {
            columns.addAll(List.of("new", "gone"));
        }
        if (spans) {
            columns.addAll(List.of("reads", "writes", "searches", "deletes"));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (NamespaceStats each : now.namespaces()) {
            List<@Nullable Object> row =
                    new ArrayList<>(row(each.name(), each.keys(), size(now, each.bytes()), each.withoutTtl()));
            if (changes) {
                row.add(each.added());
                row.add(each.removed());
            }
            if (spans) {
                AccessCounts accesses = now.usage().usedIn(each.name());
                row.addAll(
                        now.usage().counts(each.name())
                                ? row(accesses.reads(), accesses.writes(), accesses.searches(), accesses.deletes())
                                : Collections.nCopies(4, "unknown"));
            }
            rows.add(row);
        }
        if (now.elsewhere() > 0) {
            List<@Nullable Object> rest = new ArrayList<>(row("(further namespaces)", now.elsewhere()));
            rest.addAll(Collections.nCopies(columns.size() - rest.size(), null));
            rows.add(rest);
        }
        return table(columns, rows);
    }

    private static Table agents(SurveyStats now) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (NamespaceStats namespace : now.namespaces()) {
            for (AccessCounts.ByAgent each :
                    now.usage().usedIn(namespace.name()).agents()) {
                rows.add(row(
                        each.agent(), namespace.name(), each.reads(), each.writes(), each.searches(), each.deletes()));
            }
        }
        return table(List.of("agent", "namespace", "reads", "writes", "searches", "deletes"), rows);
    }

    private static String usedTitle(UsageSource source) {
        return source == UsageSource.IDLE ? "Longest unused keys" : "Most used keys";
    }

    private static Table used(SurveyStats now) {
        String measure = switch (now.usage().source()) {
            case SPANS -> "accesses";
            case FREQUENCY -> "counter";
            case IDLE -> "idle seconds";
            case PRESENCE -> "surveys";
        };
        boolean spans = now.usage().source() == UsageSource.SPANS;
        return table(
                spans ? List.of("key", measure, "agents") : List.of("key", measure),
                now.used().stream()
                        .map(each ->
                                spans ? row(each.name(), each.amount(), each.who()) : row(each.name(), each.amount()))
                        .toList());
    }

    private static @Nullable String size(SurveyStats now, long bytes) {
        return now.sizesKnown() ? Numbers.size(bytes) : null;
    }

    static String count(long count, String one, String many) {
        return grouped(count) + " " + (count == 1 ? one : many);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Collections.unmodifiableList(Arrays.asList(cells));
    }

    private static Table table(List<String> columns, List<List<@Nullable Object>> rows) {
        return new Table(
                columns.stream().map(name -> new Table.Column(name, "")).toList(), rows, false);
    }
}
