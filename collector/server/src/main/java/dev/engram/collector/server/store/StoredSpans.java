package dev.engram.collector.server.store;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the spans are at one moment, for a read that needs the newest of them alone: DuckDB would look into each file for its
 * times. To be used at once: a file may go some seconds later. Immutable.
 */
public final class StoredSpans {

    /** Nanoseconds since 1970-01-01 UTC before all others: all spans. */
    public static final long ALL = Long.MIN_VALUE;

    private final List<String> unpacked;
    private final List<Segments.Segment> byLastStart;
    private final Function<List<Segments.Segment>, String> reading;

    /**
     * @param unpacked what reads the spans of segments that no file has, one part each
     * @param packed segments that are files
     * @param reading what reads those
     */
    StoredSpans(
            List<String> unpacked, List<Segments.Segment> packed, Function<List<Segments.Segment>, String> reading) {
        this.unpacked = unpacked;
        this.byLastStart = packed.stream()
                .sorted(Comparator.comparingLong(Segments.Segment::lastStart).reversed())
                .toList();
        this.reading = reading;
    }

    /**
     * A time since which so many spans began, or more; {@link #ALL} where there are not so many. {@link #since} then reads
     * little more than these.
     *
     * @return nanoseconds since 1970-01-01 UTC
     */
    public long startOfNewest(long count) {
        long rows = 0;
        for (Segments.Segment each : byLastStart) {
            if (rows >= count) {
                return each.lastStart();
            }
            rows += each.rows();
        }
        return ALL;
    }

    /** What reads all spans that began then or later, and others: a part of SQL that may stand behind FROM. */
    public String since(long start) {
        List<Segments.Segment> files =
                byLastStart.stream().filter(each -> each.lastStart() >= start).toList();
        Stream<String> packed = files.isEmpty() ? Stream.of() : Stream.of(reading.apply(files));
        return Stream.concat(unpacked.stream(), packed).collect(Collectors.joining(" UNION ALL BY NAME ", "(", ")"));
    }
}
