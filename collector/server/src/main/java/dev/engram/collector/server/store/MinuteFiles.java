package dev.engram.collector.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files with memory operations by minute. A segment of spans that is packed gets one, which stays when the spans are
 * deleted. {@value #MERGED} files of about the same age become one, so that there are few of them after years:
 *
 * <pre>
 * minutes-000001-000032.parquet    of the segments 1 to 32
 * minutes-000033-000033.parquet
 * </pre>
 *
 * <p>Not thread-safe: the writer's own.
 */
final class MinuteFiles {

    private static final int MERGED = 32;
    private static final Pattern NAME = Pattern.compile("minutes-(\\d{6,18})-(\\d{6,18})\\.parquet");

    /**
     * One file.
     *
     * @param first of the generations that it has
     * @param last the same as the first if it was not merged
     */
    record Part(long first, long last, Path path) {

        private boolean contains(Part other) {
            return first <= other.first && other.last <= last && !equals(other);
        }

        /** How often it was merged. */
        private int merges() {
            int merges = 0;
            for (long generations = last - first + 1; generations >= MERGED; generations /= MERGED) {
                merges++;
            }
            return merges;
        }
    }

    private final DataFolder folder;
    private final List<Part> parts = new ArrayList<>();

    MinuteFiles(DataFolder folder) {
        this.folder = folder;
    }

    /** Finds the files in the folder, and deletes those that were merged and those of segments that were not packed. */
    void find() throws IOException {
        List<Part> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.path())) {
            files.forEach(file -> {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.add(new Part(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), file));
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<Long> segments = folder.segments();
        List<Long> logs = folder.logs();
        for (Part part : found) {
            boolean isUnpacked = part.first == part.last && logs.contains(part.first) && !segments.contains(part.first);
            if (isUnpacked || found.stream().anyMatch(other -> other.contains(part))) {
                Files.delete(part.path);
            } else {
                parts.add(part);
            }
        }
        parts.sort(Comparator.comparing(Part::first));
    }

    /** Oldest first. */
    List<Part> all() {
        return List.copyOf(parts);
    }

    boolean has(long generation) {
        return parts.stream().anyMatch(part -> part.first <= generation && generation <= part.last);
    }

    /** The file of a segment, not in the list yet. */
    Part of(long generation) {
        return part(generation, generation);
    }

    private Part part(long first, long last) {
        return new Part(first, last, folder.path().resolve("minutes-%06d-%06d.parquet".formatted(first, last)));
    }

    void add(Part part) {
        set(with(part));
    }

    /** Takes a file from the list that cannot be read. */
    void remove(Part part) {
        parts.remove(part);
    }

    /** The newest files that should become one; empty while there are few. */
    List<Part> toMerge() {
        int count = 0;
        int merges = parts.isEmpty() ? 0 : parts.get(parts.size() - 1).merges();
        while (count < parts.size() && parts.get(parts.size() - 1 - count).merges() == merges) {
            count++;
        }
        return count < MERGED ? List.of() : List.copyOf(parts.subList(parts.size() - count, parts.size()));
    }

    /** The file in the place of these, not in the list yet. */
    Part merged(List<Part> files) {
        return part(files.get(0).first, files.get(files.size() - 1).last);
    }

    /** The list with this file, in the place of those that it was merged from. */
    List<Part> with(Part part) {
        List<Part> all = new ArrayList<>(parts);
        all.removeIf(each -> part.contains(each) || part.equals(each));
        all.add(part);
        all.sort(Comparator.comparing(Part::first));
        return all;
    }

    /** Files that were written longer ago than this. */
    List<Part> olderThan(Duration age) throws IOException {
        List<Part> old = new ArrayList<>();
        for (Part part : parts) {
            if (Files.getLastModifiedTime(part.path).toMillis() < System.currentTimeMillis() - age.toMillis()) {
                old.add(part);
            }
        }
        return old;
    }

    void set(List<Part> all) {
        parts.clear();
        parts.addAll(all);
    }
}
