package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.model.TraceSummary;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A list of traces as a table of text. Times are UTC; operations are counted as {@link TraceSummary#operations} says. */
public final class TraceListText {

    private static final List<Table.Column> COLUMNS = Stream.of(
                    "start (UTC)", "root", "agent", "session", "operations", "errors", "duration", "trace")
            .map(name -> new Table.Column(name, "VARCHAR"))
            .toList();

    private TraceListText() {}

    /** Lines that end with a line feed each. */
    public static String render(List<TraceSummary> traces) {
        return TextTable.render(new Table(
                COLUMNS,
                traces.stream()
                        .map(trace -> Arrays.<@Nullable Object>asList(
                                Numbers.time(trace.startNanos()),
                                trace.name(),
                                String.join(", ", trace.agents()),
                                String.join(", ", trace.sessions()),
                                trace.operations(),
                                trace.errorCount(),
                                Numbers.duration(trace.durationNanos()) + (trace.durationNanos() < 0 ? " (clock)" : ""),
                                trace.traceId()))
                        .toList(),
                false));
    }
}
