package dev.engram.collector.common.render;

import dev.engram.collector.common.model.KeyUse;
import dev.engram.collector.common.model.Lineage;
import dev.engram.collector.common.model.Table;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lineage as text: a table of the operations, and a line for each reader and whose value it read. Times are UTC. */
public final class LineageText {

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
                reads.add(read(step.use(), writer));
            }
        }
        if (!reads.isEmpty()) {
            text.append('\n');
            reads.forEach(text::append);
        }
        return text.toString();
    }

    private static String read(KeyUse use, KeyUse writer) {
        String reader = use.who();
        return Text.safe(reader) + " read what "
                + (reader.equals(writer.who()) ? "it wrote itself" : Text.safe(writer.who()) + " wrote") + " at "
                + Numbers.time(writer.startNanos()) + ".\n";
    }

    private static @Nullable Object[] cells(KeyUse use) {
        return new Object[] {
            Numbers.time(use.startNanos()),
            use.failed() ? use.operation() + " (failed)" : use.operation(),
            use.agent(),
            use.service(),
            use.namespace(),
            use.found(),
            use.size(),
            use.traceId()
        };
    }
}
