package dev.engram.collector.server.store;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes spans to a file of all columns that {@link SpanLayout} has. */
final class SpanFile {

    private SpanFile() {}

    /** Writes the spans of the view, which must be whole: from its table's first one on. */
    static void write(SpanTable.View spans, Path file) throws IOException {
        int rows = spans.to();
        try (ParquetFile out = ParquetFile.create(file, rows)) {
            out.integers(SpanLayout.SEQ, seqs(spans));
            for (int column = 0; column < SpanLayout.count(); column++) {
                String name = SpanLayout.name(column);
                IdColumn.Ids ids = spans.ids(column);
                if (ids != null) {
                    out.texts(name, ids.texts(rows));
                } else {
                    write(out, name, column, spans);
                }
            }
            out.finish();
        }
    }

    private static void write(ParquetFile out, String name, int column, SpanTable.View spans) throws IOException {
        switch (SpanLayout.type(column)) {
            case VARCHAR, JSON -> out.texts(name, spans.texts(column));
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
        return seqs.numbers(spans.to());
    }
}
