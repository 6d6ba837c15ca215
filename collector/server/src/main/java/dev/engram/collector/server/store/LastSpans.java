package dev.engram.collector.server.store;

import dev.engram.collector.server.store.span.RecentSpans;
import dev.engram.collector.server.store.span.SpanColumns;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads from files what {@link RecentSpans} knew before a restart. */
final class LastSpans {

    private LastSpans() {}

    /** Gets identities of spans, as {@link RecentSpans} has them. */
    interface Ids {
        void accept(long identity, long end, long seq);
    }

    /** The newest files, which together have so many rows, or all. */
    static List<Path> files(List<Segments.Segment> segments, int count) {
        List<Path> newest = new ArrayList<>();
        long rows = 0;
        List<Segments.Segment> all = new ArrayList<>(segments);
        all.sort(Comparator.comparing(Segments.Segment::generation).reversed());
        for (Segments.Segment segment : all) {
            Path file = segment.file();
            if (file != null && rows < count) {
                newest.add(file);
                rows += segment.rows();
            }
        }
        return newest;
    }

    /** The last of these rows, the oldest first. */
    static void each(Connection connection, String rows, int count, Ids consumer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT trace_id, span_id, kind, service_name,"
                        + " end_unix_nano, seq FROM (SELECT seq, trace_id, span_id, kind, service_name, end_unix_nano"
                        + " FROM " + rows + " ORDER BY seq DESC LIMIT " + count + ") ORDER BY seq")) {
            while (result.next()) {
                long identity = RecentSpans.identity(
                        Long.parseUnsignedLong(result.getString(1), 0, 16, 16),
                        Long.parseUnsignedLong(result.getString(1), 16, 32, 16),
                        Long.parseUnsignedLong(result.getString(2), 16),
                        SpanColumns.kindAndService(
                                result.getString(3).getBytes(StandardCharsets.UTF_8),
                                result.getString(4).getBytes(StandardCharsets.UTF_8)));
                consumer.accept(identity, result.getLong(5), result.getLong(6));
            }
        }
    }
}
