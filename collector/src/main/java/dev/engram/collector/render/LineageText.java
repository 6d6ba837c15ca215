package dev.engram.collector.render;

import dev.engram.collector.model.KeyUse;
import dev.engram.collector.model.Lineage;
import dev.engram.collector.model.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lineage as text: a table of the operations, and a line for each reader and whose value it read. Times are UTC. */
public final class LineageText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final List<Table.Column> COLUMNS = Stream.of(
                    "time (UTC)", "operation", "agent", "service", "namespace", "found", "size", "trace")
            .map(name -> new Table.Column(name, "VARCHAR"))
            .toList();

    private LineageText() {}

    /** Lines that end with a line feed each. */
    public static String render(Lineage lineage) {
        StringBuilder text = new StringBuilder("Key ").append(Text.safe(lineage.key()));
        if (lineage.namespace() != null) {
            text.append(" in the namespace ").append(Text.safe(lineage.namespace()));
        }
        text.append("\n\n");
        text.append(TextTable.render(new Table(
                COLUMNS,
                lineage.steps().stream()
                        .map(step -> Arrays.<@Nullable Object>asList(cells(step.use())))
                        .toList(),
                false)));
        if (lineage.truncated()) {
            text.append("(the latest ").append(lineage.steps().size()).append("; there are older ones)\n");
        }
        Set<String> reads = new LinkedHashSet<>();
        for (Lineage.Step step : lineage.steps()) {
            KeyUse writer = step.writtenBy();
            if (writer != null) {
                reads.add(Text.safe(step.use().who()) + " read what " + Text.safe(writer.who()) + " wrote at "
                        + time(writer) + ".\n");
            }
        }
        if (!reads.isEmpty()) {
            text.append('\n');
            reads.forEach(text::append);
        }
        return text.toString();
    }

    private static @Nullable Object[] cells(KeyUse use) {
        return new Object[] {
            time(use),
            use.failed() ? use.operation() + " (failed)" : use.operation(),
            use.agent(),
            use.service(),
            use.namespace(),
            use.found(),
            use.size(),
            use.traceId()
        };
    }

    private static String time(KeyUse use) {
        return TIME.format(Instant.ofEpochSecond(0, use.startNanos()));
    }
}
