package dev.engram.collector.keyspace.snapshot.write;

import dev.engram.collector.keyspace.redis.RedisException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts more rows than fit into memory: by their first cell, byte by byte, unsigned. Of rows with the same first
 * cell the one that came last is kept. What does not fit is written to files in between. For one thread.
 */
final class Sorter implements AutoCloseable {

    /** Array headers and a reference, for each cell and each row. */
    private static final int OVERHEAD = 24;

    /** Files read at once; beyond, some are merged into one. */
    private static final int MOST_RUNS = 64;

    private static final int BUFFER = 64 * 1024;

    /** By the first cell alone: a stable sort keeps equal rows in the order of their coming. */
    private static final Comparator<byte[][]> ORDER = (a, b) -> Arrays.compareUnsigned(a[0], b[0]);

    /** Takes rows in their order. */
    @FunctionalInterface
    interface Taker {

        void take(byte[][] row) throws IOException, RedisException;
    }

    private final Path folder;
    private final int cells;
    private final long memory;
    private final List<Path> runs = new ArrayList<>();
    private List<byte[][]> rows = new ArrayList<>();
    private long bytes;

    /**
     * @param folder where files in between go
     * @param cells of each row
     * @param memory bytes of rows held in memory
     */
    Sorter(Path folder, int cells, long memory) {
        this.folder = folder;
        this.cells = cells;
        this.memory = memory;
    }

    /** Memory for rows in bytes: the given number, and less in a small heap. */
    static long memory(long most) {
        return Math.min(most, Runtime.getRuntime().maxMemory() / 8);
    }

    void add(byte[]... row) throws IOException {
        rows.add(row);
        bytes += OVERHEAD;
        for (byte[] cell : row) {
            bytes += OVERHEAD + cell.length;
        }
        if (bytes > memory) {
            spill();
        }
    }

    /** Gives all rows, once, and forgets them. */
    void forEach(Taker taker) throws IOException, RedisException {
        rows.sort(ORDER);
        if (runs.isEmpty()) {
            for (int i = 0; i < rows.size(); i++) {
                if (i + 1 == rows.size() || ORDER.compare(rows.get(i), rows.get(i + 1)) != 0) {
                    taker.take(rows.get(i));
                }
            }
        } else {
            spill();
            merge(runs, taker);
        }
        close();
    }

    private void spill() throws IOException {
        rows.sort(ORDER);
        Path run = newRun();
        try (DataOutputStream out = open(run)) {
            for (byte[][] row : rows) {
                write(out, row);
            }
        }
        rows = new ArrayList<>();
        bytes = 0;
        if (runs.size() == MOST_RUNS) {
            List<Path> merged = new ArrayList<>(runs);
            Path one = newRun();
            try (DataOutputStream out = open(one)) {
                merge(merged, row -> write(out, row));
            } catch (RedisException e) {
                throw new IllegalStateException("a file is no server", e);
            }
            runs.removeAll(merged);
            for (Path file : merged) {
                Files.delete(file);
            }
        }
    }

    private Path newRun() throws IOException {
        Path run = Files.createTempFile(folder, ".engram-sort", ".tmp");
        run.toFile().deleteOnExit();
        runs.add(run);
        return run;
    }

    private static DataOutputStream open(Path run) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER));
    }

    private static void write(DataOutputStream out, byte[][] row) throws IOException {
        for (byte[] cell : row) {
            out.writeInt(cell.length);
            out.write(cell);
        }
    }

    /** One file, and its next row. */
    private final class Run implements AutoCloseable {
        private final DataInputStream in;
        private final int age;
        private byte[][] row = new byte[0][];

        Run(Path file, int age) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
            this.age = age;
        }

        boolean next() throws IOException {
            byte[][] read = new byte[cells][];
            for (int i = 0; i < cells; i++) {
                int length;
                try {
                    length = in.readInt();
                } catch (EOFException e) {
                    return false;
                }
                read[i] = in.readNBytes(length);
            }
            row = read;
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private void merge(List<Path> files, Taker taker) throws IOException, RedisException {
        // Files are as old as their place in the list says.
        PriorityQueue<Run> queue =
                new PriorityQueue<>(Comparator.<Run, byte[]>comparing(run -> run.row[0], Arrays::compareUnsigned)
                        .thenComparingInt(run -> run.age));
        List<Run> open = new ArrayList<>();
        try {
            for (Path file : files) {
                Run run = new Run(file, open.size());
                open.add(run);
                if (run.next()) {
                    queue.add(run);
                }
            }
            byte[] @Nullable [] held = null;
            for (Run run = queue.poll(); run != null; run = queue.poll()) {
                if (held != null && ORDER.compare(held, run.row) != 0) {
                    taker.take(held);
                }
                held = run.row;
                if (run.next()) {
                    queue.add(run);
                }
            }
            if (held != null) {
                taker.take(held);
            }
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    /** Deletes what was written in between. */
    @Override
    public void close() throws IOException {
        rows = new ArrayList<>();
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }
}
