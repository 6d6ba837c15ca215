package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.store.QueryFolder;
import dev.engram.collector.server.store.duckdb.Database;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The program of a process that runs queries for a collector: it reads requests from standard input, one after the other,
 * and writes results to standard output ({@link QueryFrames}). It ends when the collector does.
 *
 * <p>Arguments: DuckDB's memory in bytes, and that of the whole process. Where the latter can be measured (Linux), the
 * process ends itself as soon as it takes more; DuckDB does not count all that a function allocates.
 */
public final class QueryProgram {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long MEASURE_MILLIS = 10;

    private final DataInputStream in;
    private final DataOutputStream out;
    private volatile boolean isRunning;

    private QueryProgram(DataInputStream in, DataOutputStream out) {
        this.in = in;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        // What a library prints does not get between the frames.
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        QueryProgram program = new QueryProgram(new DataInputStream(new BufferedInputStream(System.in)), out);
        program.run(Long.parseLong(args[0]), Long.parseLong(args[1]));
    }

    private void run(long memory, long processMemory) throws SQLException, IOException {
        DuckDBConnection connection = QueryEngine.open(memory, QueryFolder.readable());
        QueryEngine engine = new QueryEngine(connection);
        startGuard(processMemory);
        out.writeByte(QueryFrames.READY);
        out.flush();
        while (true) {
            QueryFrames.Request request;
            try {
                request = QueryFrames.Request.read(in);
            } catch (EOFException e) {
                return;
            }
            isRunning = true;
            answer(engine, request);
            out.flush();
            isRunning = false;
        }
    }

    private void answer(QueryEngine engine, QueryFrames.Request request) throws IOException {
        try {
            engine.makeViews(request.views().views());
            out.writeByte(QueryFrames.BEGUN);
            out.flush();
            engine.run(request, new Answer());
        } catch (QueryException e) {
            fail(e.kind(), String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            fail(Kind.UNREADABLE, Database.firstLine(e));
        } catch (OutOfMemoryError e) {
            fail(Kind.TOO_LARGE, QueryException.TOO_LARGE);
        }
    }

    private void fail(Kind kind, String message) throws IOException {
        out.writeByte(QueryFrames.FAILURE);
        CellCodec.writeText(out, kind.name());
        CellCodec.writeText(out, message);
    }

    /** Writes a result as it is read. */
    private final class Answer implements QueryEngine.Sink {

        @Override
        public void columns(List<Table.Column> columns) throws IOException {
            out.writeByte(QueryFrames.COLUMNS);
            out.writeInt(columns.size());
            for (Table.Column column : columns) {
                CellCodec.writeText(out, column.name());
                CellCodec.writeText(out, column.type());
            }
        }

        @Override
        public void row(List<@Nullable Object> cells) throws IOException {
            out.writeByte(QueryFrames.ROW);
            for (Object cell : cells) {
                CellCodec.write(out, cell);
            }
        }

        @Override
        public void end(boolean truncated) throws IOException {
            out.writeByte(QueryFrames.END);
            out.writeBoolean(truncated);
        }
    }

    private void startGuard(long processMemory) {
        if (!Files.isReadable(STATUS)) {
            return;
        }
        Thread guard = new Thread(() -> guard(processMemory), "engram-query-guard");
        guard.setDaemon(true);
        guard.start();
    }

    private void guard(long processMemory) {
        try {
            while (true) {
                if (isRunning && residentBytes() > processMemory) {
                    Runtime.getRuntime().halt(QueryFrames.MEMORY_EXIT);
                }
                Thread.sleep(MEASURE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException | OutOfMemoryError e) {
            return 0;
        }
        return 0;
    }
}
