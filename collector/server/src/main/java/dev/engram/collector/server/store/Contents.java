package dev.engram.collector.server.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Where all rows are at one moment.
 *
 * @param recent generations of spans that no file has
 * @param spans files of spans
 * @param older those of them that lack columns, because an older version wrote them
 * @param pointTables tables of metric points that no file has
 * @param points files of metric points
 * @param minutes files of memory operations by minute
 */
record Contents(
        List<Long> recent,
        List<Path> spans,
        Set<Path> older,
        List<String> pointTables,
        List<Path> points,
        List<Path> minutes) {

    static final Contents NONE = new Contents(List.of(), List.of(), Set.of(), List.of(), List.of(), List.of());

    Contents {
        recent = List.copyOf(recent);
        spans = List.copyOf(spans);
        older = Set.copyOf(older);
        pointTables = List.copyOf(pointTables);
        points = List.copyOf(points);
        minutes = List.copyOf(minutes);
    }
}
