package dev.engram.collector.common.render;

import dev.engram.collector.common.model.MemoryReading;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.model.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trace as a picture of text: a box with the title and one line per span in depth-first order, below it the totals.
 *
 * <p>The title is the attribute {@code workflow.name} of the first root span, else that span's name. A single root span
 * that carries {@code workflow.name} is the title and has no line of its own, unless it failed. Each line has the
 * offset from the start of the trace, the name, what it is about in brackets, the agent where it is known, and the
 * duration. "Total Duration" is from the first start to the last end. "Memory Operations" are those that metrics count:
 * an operation that is a part of another one has its line, but is counted as nested. "Data Transferred" is the sum of
 * {@code memory.value_size} of the counted operations that did not fail: what was stored, and what was read by all others.
 */
public final class Timeline {

    /** Columns between the bars of the box. */
    private static final int NARROW = 73;

    private static final int WIDE = 110;

    /** Deeper spans are drawn at this depth. */
    private static final int MAX_INDENT = 12;

    /** Columns for the duration, and the blank ones behind it. */
    private static final int DURATION = 8;

    private static final int MARGIN = 2;

    /** Columns of the longest agent's name. */
    private static final int AGENT = 32;

    private Timeline() {}

    /**
     * The picture of a trace.
     *
     * @param maxSpans spans that get a line, the first ones; 0 for all
     * @return lines that end with a line feed each
     */
    public static String render(Trace trace, int maxSpans) {
        SpanTree tree = new SpanTree(trace.spans());
        List<SpanTree.Node> nodes = tree.walkAll();
        if (nodes.isEmpty()) {
            return "Trace " + Text.safe(trace.traceId()) + " has no spans.\n";
        }
        Span first = tree.roots().isEmpty() ? nodes.get(0).span() : tree.roots().get(0);
        String workflow = first.text("workflow.name");
        if (workflow != null && tree.roots().size() == 1 && nodes.size() > 1 && !first.isError()) {
            // The only root comes first.
            nodes = nodes.subList(1, nodes.size()).stream()
                    .map(node -> new SpanTree.Node(node.span(), Math.max(0, node.depth() - 1)))
                    .toList();
        }
        long start = trace.spans().stream().mapToLong(Span::startNanos).min().orElse(0);
        int shown = maxSpans <= 0 ? nodes.size() : Math.min(maxSpans, nodes.size());

        Clocks clocks = new Clocks(trace.spans());
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            SpanTree.Node node = nodes.get(i);
            if (i > 0
                    && node.depth() == 0
                    && (nodes.get(i - 1).depth() > 0
                            || SpanText.isWork(node.span().memory()))) {
                lines.add(new Line("", "", "", ""));
            }
            add(lines, node, start, clocks);
        }
        if (shown < nodes.size()) {
            lines.add(new Line("", "… " + (nodes.size() - shown) + " more spans; --limit 0 shows all", "", ""));
        }
        return box("Trace: " + Text.safe(workflow == null ? first.name() : workflow), lines) + totals(trace, start);
    }

    /**
     * @param name what is left of the brackets
     * @param rest in brackets; the first to be cut
     * @param agent behind the brackets, with what joins it to them; or empty
     */
    private record Line(String name, String rest, String agent, String duration) {

        int width() {
            return Text.width(name) + Text.width(rest) + tail();
        }

        /** Columns of what is not cut. */
        int tail() {
            int columns = Text.width(agent);
            return duration.isEmpty() ? columns : columns + 1 + Math.max(DURATION, Text.width(duration)) + MARGIN;
        }
    }

    private static void add(List<Line> lines, SpanTree.Node node, long start, Clocks clocks) {
        Span span = node.span();
        String indent = "  ".repeat(Math.min(node.depth(), MAX_INDENT));
        String name = indent + Numbers.offset(span.startNanos() - start) + " " + Text.safe(span.name());
        String subject = SpanText.subject(span);
        String agent = SpanText.agent(span);
        lines.add(new Line(
                name,
                subject == null ? "" : " [" + subject + "]",
                agent == null ? "" : " by " + Text.cut(agent, AGENT),
                Numbers.duration(span.durationNanos())));
        for (String warning : clocks.warnings(span)) {
            lines.add(new Line(indent + "  └─ ", Text.safe(warning), "", ""));
        }
        for (String detail : SpanText.details(span)) {
            lines.add(new Line(indent + "  └─ ", detail, "", ""));
        }
    }

    private static String box(String title, List<Line> lines) {
        int widest = Text.width(title);
        for (Line line : lines) {
            widest = Math.max(widest, line.width());
        }
        // A blank on both sides.
        int inner = Math.min(Math.max(widest, NARROW - 2), WIDE - 2);
        String bar = "─".repeat(inner + 2);
        StringBuilder box = new StringBuilder();
        box.append('┌').append(bar).append("┐\n");
        row(box, title, inner);
        box.append('├').append(bar).append("┤\n");
        for (Line line : lines) {
            row(box, text(line, inner), inner);
        }
        return box.append('└').append(bar).append("┘\n").toString();
    }

    private static String text(Line line, int inner) {
        int tail = line.tail();
        String head = Text.cut(line.name(), inner - tail);
        String rest = line.rest();
        int room = inner - tail - Text.width(head);
        if (Text.width(rest) > room) {
            boolean bracket = rest.startsWith(" [");
            rest = bracket && room > 4
                    ? Text.cut(rest.substring(0, rest.length() - 1), room - 1) + "]"
                    : Text.cut(rest, room);
        }
        String text = head + (room <= 0 ? "" : rest) + line.agent();
        if (line.duration().isEmpty()) {
            return text;
        }
        int end = inner - MARGIN;
        return Text.pad(text, end - Text.width(line.duration())) + line.duration();
    }

    private static void row(StringBuilder box, String text, int inner) {
        box.append("│ ").append(Text.pad(Text.cut(text, inner), inner)).append(" │\n");
    }

    private static String totals(Trace trace, long start) {
        long end = trace.spans().stream().mapToLong(Span::endNanos).max().orElse(start);
        long stored = 0;
        long read = 0;
        int nested = 0;
        Map<String, Integer> operations = new LinkedHashMap<>();
        for (String operation : List.of("store", "retrieve", "search", "delete")) {
            operations.put(operation, 0);
        }
        for (Span span : trace.spans()) {
            MemoryReading memory = span.memory();
            String operation = memory.operation();
            if (operation == null) {
                continue;
            }
            if (memory.nested()) {
                nested++;
                continue;
            }
            operations.merge(operation, 1, Integer::sum);
            Long size = memory.bytes();
            if (size != null && !span.isError()) {
                if (operation.equals("store")) {
                    stored += size;
                } else {
                    read += size;
                }
            }
        }
        operations.values().removeIf(count -> count == 0);
        int count = operations.values().stream().mapToInt(Integer::intValue).sum();
        String kinds = operations.entrySet().stream()
                .map(entry -> entry.getValue() + " " + Text.safe(entry.getKey()))
                .collect(Collectors.joining(", ", " (", ")"));
        String cut =
                trace.truncated() ? "Spans: the first " + trace.spans().size() + " of " + trace.spanCount() + "\n" : "";
        return cut + "Total Duration: " + Numbers.duration(end - start) + "\nMemory Operations: " + count
                + (count == 0 ? "" : kinds) + (nested == 0 ? "" : ", and " + nested + " nested")
                + "\nData Transferred: "
                + Numbers.size(stored + read)
                + (stored + read == 0 ? "" : " (" + Numbers.size(stored) + " stored, " + Numbers.size(read) + " read)")
                + "\n";
    }
}
