package dev.engram.collector.server.store;

import dev.engram.collector.server.store.span.RecentRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files, and generations of spans in memory, that no view names any more. Queries that began before may still read them, so they
 * stay for some seconds. Not thread-safe: the writer's own.
 */
final class Retired {

    /** From the start of a query until it knows what it reads. */
    private static final Duration BIND = Duration.ofSeconds(5);

    /** The same if memory is short: a query that takes longer is run again. */
    private static final Duration SHORT_BIND = Duration.ofSeconds(1);

    private final Map<Path, Long> files = new HashMap<>();
    private final Map<Long, Long> generations = new HashMap<>();
    private final RecentRows recent;

    Retired(RecentRows recent) {
        this.recent = recent;
    }

    void add(Path file) {
        files.put(file, System.nanoTime());
    }

    /** Adds a generation of spans that was packed. */
    void add(long generation) {
        generations.put(generation, System.nanoTime());
    }

    boolean hasFiles() {
        return !files.isEmpty();
    }

    /**
     * Deletes what no query looks for any more.
     *
     * @param isMemoryShort whether spans in memory must go sooner
     */
    void deleteOld(boolean isMemoryShort) throws IOException {
        for (long generation : over(generations, isMemoryShort ? SHORT_BIND : BIND)) {
            recent.remove(generation);
        }
        for (Path file : over(files, BIND)) {
            Files.deleteIfExists(file);
        }
    }

    /** Deletes all files, whoever may still read them. */
    void deleteFiles() throws IOException {
        for (Path file : files.keySet()) {
            Files.deleteIfExists(file);
        }
        files.clear();
    }

    /** Removes from the map what is in it for longer. */
    private static <K> List<K> over(Map<K, Long> since, Duration time) {
        List<K> over = since.entrySet().stream()
                .filter(each -> System.nanoTime() - each.getValue() > time.toNanos())
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(since::remove);
        return over;
    }
}
