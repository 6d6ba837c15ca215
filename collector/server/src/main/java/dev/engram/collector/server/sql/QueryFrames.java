package dev.engram.collector.server.sql;

import dev.engram.collector.server.store.QueryFiles;
import dev.engram.collector.server.store.View;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the collector and a process that runs its queries say to each other. The process begins with {@link #READY}. Then,
 * again and again: the collector sends a {@link Request}; the process answers {@link #BEGUN} as soon as it has the views,
 * then {@link #COLUMNS} and a {@link #ROW} for each row and {@link #END}, or at any point {@link #FAILURE}.
 */
final class QueryFrames {

    static final int READY = 1;
    static final int BEGUN = 2;

    /** Number of columns, then name and type of each. */
    static final int COLUMNS = 3;

    /** A cell for each column. */
    static final int ROW = 4;

    /** Whether rows were cut off. */
    static final int END = 5;

    /** Kind and sentence of a {@link QueryException}. */
    static final int FAILURE = 6;

    /** Exit code of a process that took more memory than it may. */
    static final int MEMORY_EXIT = 86;

    private QueryFrames() {}

    /**
     * A statement, and what it may see and take.
     *
     * @param characters of the result, about; of a file, bytes
     * @param file gets the rows as Parquet, as seen from the working directory; then no {@link #ROW} follows. Null for rows
     */
    record Request(
            QueryFiles.ForQuery views,
            String sql,
            Duration time,
            int rows,
            long characters,
            @Nullable String file) {

        void write(DataOutput out) throws IOException {
            out.writeInt(views.views().size());
            for (View view : views.views()) {
                write(out, view);
            }
            write(out, views.spans());
            View named = views.named();
            out.writeBoolean(named != null);
            if (named != null) {
                write(out, named);
            }
            CellCodec.writeText(out, sql);
            out.writeLong(time.toNanos());
            out.writeInt(rows);
            out.writeLong(characters);
            CellCodec.write(out, file);
        }

        static Request read(DataInput in) throws IOException {
            int count = in.readInt();
            List<View> views = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                views.add(readView(in));
            }
            View spans = readView(in);
            View named = in.readBoolean() ? readView(in) : null;
            return new Request(
                    new QueryFiles.ForQuery(views, spans, named),
                    CellCodec.readText(in),
                    Duration.ofNanos(in.readLong()),
                    in.readInt(),
                    in.readLong(),
                    (String) CellCodec.read(in));
        }

        private static void write(DataOutput out, View view) throws IOException {
            CellCodec.writeText(out, view.name());
            CellCodec.writeText(out, view.sql());
        }

        private static View readView(DataInput in) throws IOException {
            return new View(CellCodec.readText(in), CellCodec.readText(in));
        }
    }
}
