package dev.engram.collector.server.sql;

import dev.engram.collector.common.model.Table;
import dev.engram.collector.server.sql.QueryException.Kind;
import dev.engram.collector.server.store.duckdb.NativeLibrary;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs one query after the other ({@link QueryProgram}). A query that does not end is ended with its
 * process. Not thread-safe, but for {@link #close}.
 */
final class QueryProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryProcess.class);

    /** Within this time a process is ready, and has its views. */
    private static final Duration START = Duration.ofSeconds(60);

    /** DuckDB stops a query at its deadline as a rule, and says so; so long after it the process is ended. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** A process that has closed its output ends within this time. */
    private static final Duration END = Duration.ofSeconds(10);

    private final Process process;
    private final Path temporary;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ScheduledExecutorService watch;
    private final AtomicLong uses = new AtomicLong();
    private volatile boolean isLate;
    private volatile boolean isClosed;

    private QueryProcess(Process process, Path temporary, ScheduledExecutorService watch) {
        this.process = process;
        this.temporary = temporary;
        this.watch = watch;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @param folder its working directory
     * @param watch ends it where it takes too long
     */
    static QueryProcess start(Path folder, QueryLimits limits, ScheduledExecutorService watch) throws IOException {
        Path library = NativeLibrary.shared();
        try {
            return start(folder, limits, watch, library);
        } catch (IOException e) {
            if (library == null) {
                throw e;
            }
            LOG.debug("A process that runs queries did not start with DuckDB's code of the collector", e);
            NativeLibrary.unshare();
            return start(folder, limits, watch, null);
        }
    }

    /**
     * The same with DuckDB's code.
     *
     * @param library a file with it, or null to unpack it
     */
    static QueryProcess start(Path folder, QueryLimits limits, ScheduledExecutorService watch, @Nullable Path library)
            throws IOException {
        Path temporary = Files.createTempDirectory(folder, "process-");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx112m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        // A query that makes the process fail leaves no files.
        command.addAll(List.of("-XX:+SuppressFatalErrorMessage", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(List.of("-Duser.timezone=UTC", "-Djava.io.tmpdir=" + temporary));
        if (library != null) {
            command.add("-Djava.system.class.loader=" + QueryClassLoader.class.getName());
            command.add("-D" + QueryClassLoader.LIBRARY + "=" + library);
        }
        command.addAll(List.of("-cp", classPath(), QueryProgram.class.getName()));
        command.add(Long.toString(limits.memory()));
        command.add(Long.toString(limits.memory() + QueryLimits.PROCESS_BYTES));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        // No agent of the collector's, and no secret that the process does not need.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ENGRAM_")
                        || name.startsWith("OTEL_")
                        || name.equals("JAVA_TOOL_OPTIONS")
                        || name.equals("JDK_JAVA_OPTIONS"));
        QueryProcess started = new QueryProcess(builder.start(), temporary, watch);
        boolean isReady = false;
        ScheduledFuture<?> alarm = started.endIn(START);
        try {
            isReady = started.in.readByte() == QueryFrames.READY;
            if (!isReady) {
                throw new IOException("it does not speak as it should");
            }
            return started;
        } finally {
            alarm.cancel(false);
            if (!isReady) {
                started.close();
            }
        }
    }

    /** The class path of this process, from whatever directory it is read. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(each -> Path.of(each).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether it can run another query. */
    boolean isAlive() {
        return process.isAlive() && !isLate && !isClosed;
    }

    long pid() {
        return process.pid();
    }

    /** Queries that it has run. */
    long uses() {
        return uses.get();
    }

    /** A file that does not exist, for the result of the next query. It is deleted with the process. */
    Path newFile() {
        return temporary.resolve("result-" + uses + ".parquet");
    }

    /**
     * Runs a statement. If the process ends, the failure says why; see {@link #isAlive}. Where the request names a file, the
     * table has no rows.
     */
    Table run(QueryFrames.Request request) throws QueryException {
        uses.incrementAndGet();
        ScheduledFuture<?> alarm = endIn(START);
        try {
            request.write(out);
            out.flush();
            int kind = in.readByte();
            if (kind == QueryFrames.BEGUN) {
                alarm.cancel(false);
                alarm = endIn(request.time().plus(GRACE));
                kind = in.readByte();
            }
            return read(kind);
        } catch (IOException e) {
            throw ended(request.time(), e);
        } finally {
            alarm.cancel(false);
        }
    }

    private ScheduledFuture<?> endIn(Duration time) {
        return watch.schedule(
                () -> {
                    isLate = true;
                    process.destroyForcibly();
                },
                time.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private Table read(int first) throws IOException, QueryException {
        List<Table.Column> columns = new ArrayList<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int kind = first;
        while (true) {
            switch (kind) {
                case QueryFrames.COLUMNS -> {
                    int count = in.readInt();
                    for (int i = 0; i < count; i++) {
                        columns.add(new Table.Column(CellCodec.readText(in), CellCodec.readText(in)));
                    }
                }
                case QueryFrames.ROW -> {
                    List<@Nullable Object> row = new ArrayList<>(columns.size());
                    for (int i = 0; i < columns.size(); i++) {
                        row.add(CellCodec.read(in));
                    }
                    rows.add(row);
                }
                case QueryFrames.END -> {
                    return new Table(columns, rows, in.readBoolean());
                }
                case QueryFrames.FAILURE ->
                    throw new QueryException(Kind.valueOf(CellCodec.readText(in)), CellCodec.readText(in));
                default -> throw new IOException("There is no frame " + kind + ".");
            }
            kind = in.readByte();
        }
    }

    /** Why the process ended in the middle of a query. */
    private QueryException ended(Duration time, IOException cause) {
        boolean isStopped = isClosed;
        // Asked before it is closed: it ends by itself, and its exit code says why.
        int exit = exitCode();
        close();
        if (isStopped) {
            return new QueryException(Kind.BUSY, "The collector ends.", cause);
        }
        if (isLate) {
            return new QueryException(Kind.TIMEOUT, QueryEngine.tooLong(time), cause);
        }
        if (exit == QueryFrames.MEMORY_EXIT || exit == 137) {
            return new QueryException(Kind.TOO_LARGE, QueryException.TOO_LARGE, cause);
        }
        return new QueryException(
                Kind.INVALID,
                "The query made the process fail that ran it (exit code " + exit + "); write it in another way.",
                cause);
    }

    private int exitCode() {
        try {
            return process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Ends the process. Idempotent. */
    @Override
    public void close() {
        isClosed = true;
        process.destroyForcibly();
        File[] files = temporary.toFile().listFiles();
        for (File each : files == null ? new File[0] : files) {
            var unused = each.delete();
        }
        var unused = temporary.toFile().delete();
    }
}
