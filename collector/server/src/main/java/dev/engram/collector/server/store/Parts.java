package dev.engram.collector.server.store;

import dev.engram.collector.common.model.MetricPoint;
import dev.engram.collector.server.store.span.RecentSpans;
import dev.engram.collector.server.store.span.SpanColumns;
import dev.engram.collector.server.store.span.SpanLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be written to one segment, without spans that are there already. Not thread-safe: the writer's own. */
final class Parts {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final RecentSpans recent;
    private final long nextSeq;
    private final long maxSpanBytes;

    final List<Batch> batches = new ArrayList<>();
    final List<BitSet> leftOut = new ArrayList<>();
    final List<MetricPoint> points = new ArrayList<>();
    int newSpans;
    int tooLarge;
    int repeated;
    int older;

    /** Sequence numbers of spans of which these are later versions. */
    final List<Long> replaced = new ArrayList<>();

    /**
     * @param nextSeq sequence number of the first new span
     * @param maxSpanBytes that the strings of a span may have
     */
    Parts(RecentSpans recent, long nextSeq, long maxSpanBytes) {
        this.recent = recent;
        this.nextSeq = nextSeq;
        this.maxSpanBytes = maxSpanBytes;
    }

    /** How many items there are that are not there already. */
    int items() {
        return newSpans + tooLarge + points.size();
    }

    void add(Batch batch) {
        SpanColumns columns = batch.spans();
        BitSet known = new BitSet();
        boolean mayBeLarge = columns.bytes() > maxSpanBytes;
        for (int row = 0; row < columns.rows(); row++) {
            if (mayBeLarge && columns.size(row) > maxSpanBytes) {
                known.set(row);
                tooLarge++;
                LOG.error("A received span of {} bytes is too large for --memory", columns.size(row));
                continue;
            }
            switch (note(columns, row)) {
                case NEW -> newSpans++;
                case LATER -> {
                    newSpans++;
                    replaced.add(recent.replaced());
                }
                case SAME -> {
                    known.set(row);
                    repeated++;
                }
                case OLDER -> {
                    known.set(row);
                    repeated++;
                    older++;
                }
            }
        }
        batches.add(batch);
        leftOut.add(known);
        points.addAll(batch.points());
    }

    private RecentSpans.Kind note(SpanColumns columns, int row) {
        long identity = RecentSpans.identity(
                columns.traceHigh(row), columns.traceLow(row), columns.span(row), columns.kindAndService(row));
        return recent.add(identity, columns.version(row), columns.number(SpanLayout.END, row), nextSeq + newSpans);
    }
}
