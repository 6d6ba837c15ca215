package dev.engram.collector.keyspace.survey.report;

import dev.engram.collector.common.render.Json;
import dev.engram.collector.keyspace.survey.SurveyListener;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Surveys as lines of a file, one JSON object each, appended and with the operating system before the next. A file that would become larger than
 * allowed is renamed to {@code NAME.1}, what was that to {@code NAME.2} and so on; the oldest goes.
 *
 * <p>Thread-safe.
 */
public final class TimeSeries implements SurveyListener, AutoCloseable {

    /** Files kept beside the one that is written. */
    public static final int KEPT = 5;

    private final Path file;
    private final long maxBytes;
    private OutputStream out;
    private long size;

    /** Whether the last line may have been written in part. */
    private boolean torn;

    /**
     * Opens the file, or makes it.
     *
     * @param maxBytes of one file; a single line may be larger
     * @throws IOException where it cannot be written
     */
    public TimeSeries(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.out = open(file);
        this.size = Files.size(file);
    }

    private static OutputStream open(Path file) throws IOException {
        // Not buffered: a line is one write, and of one that failed nothing comes later.
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void onMemoryTrace(SurveyStats stats) {
        byte[] line = (Json.write(StatsJson.of(stats)) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (size > 0 && size + line.length > maxBytes) {
                rotate();
            }
            if (torn) {
                out.write('\n');
            }
            torn = true;
            out.write(line);
            torn = false;
            size += line.length;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void rotate() throws IOException {
        out.close();
        try {
            for (int i = KEPT; i >= 1; i--) {
                Path from = i == 1 ? file : numbered(i - 1);
                if (Files.exists(from)) {
                    Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } finally {
            // Also where a rename failed: better a file that is too large than surveys that are lost.
            out = open(file);
            size = Files.size(file);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
