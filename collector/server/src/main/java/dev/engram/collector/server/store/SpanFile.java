package dev.engram.collector.server.store;

import dev.engram.collector.server.store.column.IdColumn;
import dev.engram.collector.server.store.column.NumberColumn;
import dev.engram.collector.server.store.column.Numbers;
import dev.engram.collector.server.store.column.Texts;
import dev.engram.collector.server.store.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes spans to a file of columns, without those in which no span has a value. */
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
                } else if (spans.has(column)) {
                    write(out, name, column, spans);
                }
            }
            out.finish();
        }
    }

    private static void write(ParquetFile out, String name, int column, SpanTable.View spans) throws IOException {
        Texts texts = spans.texts(column);
        if (texts != null) {
            out.texts(name, texts);
            return;
        }
        Numbers numbers = spans.numbers(column);
        if (numbers == null) {
            return;
        }
        switch (SpanLayout.type(column)) {
            case BOOLEAN -> out.booleans(name, numbers);
            case DOUBLE -> out.doubles(name, numbers);
            default -> out.integers(name, numbers);
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
