package dev.engram.collector.server.store;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.Texts;
import dev.engram.collector.server.store.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes spans to a file of all columns that {@link SpanLayout} has. */
final class SpanFile {

    private SpanFile() {}

    /** As DuckDB's own. A full segment is one group, so that few places of a file have to be read to know what is in it. */
    private static final int GROUP = 122_880;

    /** Writes the spans of the view, which must be whole: from its table's first one on. */
    static void write(SpanTable.View spans, Path file) throws IOException {
        int rows = spans.to();
        Numbers seqs = seqs(spans);
        @Nullable Texts[] ids = new Texts[SpanLayout.count()];
        for (int column = 0; column < ids.length; column++) {
            IdColumn.Ids found = spans.ids(column);
            ids[column] = found == null ? null : found.texts(rows);
        }
        try (ParquetFile out = ParquetFile.create(file)) {
            int first = 0;
            do {
                out.group(first, Math.min(rows, first + GROUP));
                out.integers(SpanLayout.SEQ, seqs);
                for (int column = 0; column < SpanLayout.count(); column++) {
                    write(out, column, spans, ids[column]);
                }
                first += GROUP;
            } while (first < rows);
            out.finish();
        }
    }

    private static void write(ParquetFile out, int column, SpanTable.View spans, @Nullable Texts ids)
            throws IOException {
        String name = SpanLayout.name(column);
        switch (SpanLayout.type(column)) {
            case VARCHAR, JSON -> out.texts(name, ids == null ? spans.texts(column) : ids);
            case BOOLEAN -> out.booleans(name, spans.numbers(column));
            case DOUBLE -> out.doubles(name, spans.numbers(column));
            case BIGINT -> out.integers(name, spans.numbers(column));
        }
    }

    private static Numbers seqs(SpanTable.View spans) {
        NumberColumn seqs = new NumberColumn();
        for (int row = 0; row < spans.to(); row++) {
            seqs.set(row, spans.seq(row));
        }
        return seqs.numbers();
    }
}
