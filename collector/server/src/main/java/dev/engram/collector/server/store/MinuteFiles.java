package dev.engram.collector.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files with memory operations by minute. A segment of spans that is packed gets one, which stays when the spans are
 * deleted. {@value #MERGED} files of about the same age become one, so that there are few of them after years:
 *
 * <pre>
 * minutes-000001-000032.parquet    of the segments 1 to 32
 * minutes-000033-000033.parquet
 * minutes-000034-000034-2.parquet  written again, since later versions of its spans came
 * </pre>
 *
 * <p>Not thread-safe: the writer's own.
 */
final class MinuteFiles {

    private static final int MERGED = 32;
    private final DataFolder folder;
    private final List<PackedFile> parts = new ArrayList<>();

    MinuteFiles(DataFolder folder) {
        this.folder = folder;
    }

    /** Finds the files in the folder. */
    void find() throws IOException {
        parts.addAll(folder.besideSpans("minutes"));
    }

    /** How often a file was merged. */
    private static int merges(PackedFile file) {
        int merges = 0;
        for (long generations = file.last() - file.first() + 1; generations >= MERGED; generations /= MERGED) {
            merges++;
        }
        return merges;
    }

    /** Oldest first. */
    List<PackedFile> all() {
        return List.copyOf(parts);
    }

    boolean has(long generation) {
        return parts.stream().anyMatch(part -> part.has(generation));
    }

    /** The file of a segment, not in the list yet. */
    PackedFile of(long generation) {
        return of(generation, generation);
    }

    /** The file of these generations, not in the list yet. */
    PackedFile of(long first, long last) {
        return folder.merged("minutes", first, last);
    }

    /** The next version of the file of these generations, not in the list yet, in the place of these. */
    PackedFile again(long first, long last, List<PackedFile> replaced) {
        int version = replaced.stream().mapToInt(PackedFile::version).max().orElse(0) + 1;
        return folder.merged("minutes", first, last, version);
    }

    void add(PackedFile part) {
        set(with(part));
    }

    /** Takes a file from the list that cannot be read. */
    void remove(PackedFile part) {
        parts.remove(part);
    }

    /**
     * The oldest of the newest files that should become one; empty while there are few.
     *
     * @param end one more than the last generation of which the file will not be written again
     */
    List<PackedFile> toMerge(long end) {
        List<PackedFile> done = parts.stream().filter(part -> part.last() < end).toList();
        int count = 0;
        int merges = done.isEmpty() ? 0 : merges(done.get(done.size() - 1));
        while (count < done.size() && merges(done.get(done.size() - 1 - count)) <= merges) {
            count++;
        }
        int from = done.size() - count;
        return count < MERGED ? List.of() : List.copyOf(done.subList(from, from + MERGED));
    }

    /** The file in the place of these, not in the list yet. */
    PackedFile merged(List<PackedFile> files) {
        return of(files.get(0).first(), files.get(files.size() - 1).last());
    }

    /** The list with this file, in the place of those that it was merged from. */
    List<PackedFile> with(PackedFile part) {
        List<PackedFile> all = new ArrayList<>(parts);
        all.removeIf(each -> part.contains(each) || part.equals(each));
        all.add(part);
        all.sort(Comparator.comparing(PackedFile::first));
        return all;
    }

    /** Files that were written longer ago than this. */
    List<PackedFile> olderThan(Duration age) throws IOException {
        List<PackedFile> old = new ArrayList<>();
        for (PackedFile part : parts) {
            if (Files.getLastModifiedTime(part.path()).toMillis() < System.currentTimeMillis() - age.toMillis()) {
                old.add(part);
            }
        }
        return old;
    }

    void set(List<PackedFile> all) {
        parts.clear();
        parts.addAll(all);
    }
}
