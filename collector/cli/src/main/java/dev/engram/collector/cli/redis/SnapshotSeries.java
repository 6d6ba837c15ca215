package dev.engram.collector.cli.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of one name with the time in it: {@code backup-20261123T082000Z.json.gz}. Other files of the folder are left alone. */
final class SnapshotSeries {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String start;
    private final String end;

    /**
     * A series.
     *
     * @param file whose name gets the time before its first period
     */
    SnapshotSeries(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? Path.of("").toAbsolutePath() : parent;
        String name = String.valueOf(file.getFileName());
        int period = name.indexOf('.', 1);
        this.start = period < 0 ? name : name.substring(0, period);
        this.end = period < 0 ? "" : name.substring(period);
    }

    Path file(Instant time) {
        return folder.resolve(start + "-" + TIME.format(time) + end);
    }

    /**
     * Deletes all but the newest.
     *
     * @return what was deleted, the oldest first
     */
    List<Path> keepNewest(int count) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(start) + "-\\d{8}T\\d{6}Z" + Pattern.quote(end));
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = new ArrayList<>(all.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Path::toString))
                    .toList());
        }
        List<Path> old = files.subList(0, Math.max(0, files.size() - count));
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
        return List.copyOf(old);
    }
}
