package dev.engram.collector.server.store.span;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.Texts;
import dev.engram.collector.server.store.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes spans to a file of all columns that {@link SpanLayout} has. */
public final class SpanFile {

    private SpanFile() {}

    /** As DuckDB's own. A full segment is one group, so that few places of a file have to be read to know what is in it. */
    private static final int GROUP = 122_880;

    /** Rows that DuckDB reads at once, of a group. */
    private static final int READ_AT_ONCE = 2048;

    /**
     * Writes the spans of the view.
     *
     * @param attributes those without a column that they have; null where the file need not tell them
     */
    public static void write(SpanTable.Rows spans, @Nullable AttributeTypes attributes, Path file) throws IOException {
        Numbers seqs = seqs(spans);
        @Nullable Texts[] ids = new Texts[SpanLayout.count()];
        for (int column = 0; column < ids.length; column++) {
            IdColumn.Ids found = spans.ids(column);
            ids[column] = found == null ? null : found.texts(spans.from(), spans.to());
        }
        try (ParquetFile out = ParquetFile.create(file)) {
            int first = spans.from();
            do {
                int end = endOfGroup(spans, first);
                out.group(first, end);
                out.integers(SpanLayout.SEQ, seqs);
                for (int column = 0; column < SpanLayout.count(); column++) {
                    write(out, column, spans, ids[column]);
                }
                first = end;
            } while (first < spans.to());
            if (attributes != null) {
                attributes.attach(out::attach);
            }
            out.finish();
        }
    }

    /** A group ends before its size, where a reader would have too much in memory. */
    private static int endOfGroup(SpanTable.Rows spans, int first) {
        int last = Math.min(spans.to(), first + GROUP);
        int end = first;
        while (end < last) {
            int most = Math.min(READ_AT_ONCE, last - end);
            int part = spans.endOfPart(end, most) - end;
            end += part;
            if (part < most) {
                break;
            }
        }
        return end;
    }

    private static void write(ParquetFile out, int column, SpanTable.Rows spans, @Nullable Texts ids)
            throws IOException {
        String name = SpanLayout.name(column);
        switch (SpanLayout.type(column)) {
            case VARCHAR, JSON -> out.texts(name, ids == null ? spans.texts(column) : ids);
            case BOOLEAN -> out.booleans(name, spans.numbers(column));
            case DOUBLE -> out.doubles(name, spans.numbers(column));
            case BIGINT -> out.integers(name, spans.numbers(column));
        }
    }

    private static Numbers seqs(SpanTable.Rows spans) {
        NumberColumn seqs = new NumberColumn();
        for (int row = spans.from(); row < spans.to(); row++) {
            seqs.set(row, spans.seq(row));
        }
        return seqs.numbers();
    }
}
