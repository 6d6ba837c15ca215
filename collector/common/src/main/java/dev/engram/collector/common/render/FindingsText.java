package dev.engram.collector.common.render;

import dev.engram.collector.common.model.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Findings about memories as text: a paragraph each. Times are UTC. */
public final class FindingsText {

    /** The columns of the view {@code findings} that the table has to have, in this order. */
    public static final String COLUMNS =
            "finding, namespace, key, agent, times, bytes, since, last, what, advice, spans, service";

    private static final int FINDING = 0;
    private static final int NAMESPACE = 1;
    private static final int KEY = 2;
    private static final int AGENT = 3;
    private static final int TIMES = 4;
    private static final int BYTES = 5;
    private static final int SINCE = 6;
    private static final int LAST = 7;
    private static final int WHAT = 8;
    private static final int ADVICE = 9;
    private static final int SPANS = 10;
    private static final int SERVICE = 11;

    /** Up to the second. */
    private static final int TIME_LENGTH = "2026-01-01 00:00:00".length();

    private FindingsText() {}

    /** Lines that end with a line feed each. */
    public static String render(Table findings) {
        StringBuilder text = new StringBuilder();
        for (List<@Nullable Object> row : findings.rows()) {
            text.append(head(row)).append('\n');
            text.append("  ").append(safe(row.get(WHAT))).append('\n');
            text.append("  ").append(extent(row)).append('\n');
            text.append("  ").append(safe(row.get(ADVICE))).append('\n');
            text.append(proof(row)).append('\n');
        }
        int count = findings.rows().size();
        return text.append(count == 0 ? "No findings." : count == 1 ? "1 finding." : count + " findings.")
                .append('\n')
                .toString();
    }

    private static String head(List<@Nullable Object> row) {
        Object key = row.get(KEY);
        Object service = row.get(SERVICE);
        return safe(row.get(FINDING)) + ": " + (key == null ? "" : safe(key) + " in ") + safe(row.get(NAMESPACE))
                + (service == null ? "" : " of " + safe(service));
    }

    /** How much, by whom, and when. */
    private static String extent(List<@Nullable Object> row) {
        Object agent = row.get(AGENT);
        String times = safe(row.get(TIMES));
        StringBuilder extent = new StringBuilder(times.equals("1") ? "Once" : times + " times");
        if (agent != null) {
            extent.append(" by ").append(safe(agent));
        }
        if (row.get(BYTES) instanceof Number bytes) {
            extent.append(", ").append(Numbers.sizeWithBlank(bytes.longValue()));
        }
        String since = time(row.get(SINCE));
        String last = time(row.get(LAST));
        return extent.append(", ")
                .append(since.equals(last) ? "at " + since : "from " + since + " to " + last)
                .append(" (UTC).")
                .toString();
    }

    private static String time(@Nullable Object time) {
        String text = safe(time).replace('T', ' ');
        return text.substring(0, Math.min(TIME_LENGTH, text.length()));
    }

    private static String proof(List<@Nullable Object> row) {
        StringBuilder proof = new StringBuilder();
        if (row.get(SPANS) instanceof List<?> spans) {
            for (Object each : spans) {
                if (each instanceof Map<?, ?> span) {
                    proof.append("  span ")
                            .append(safe(span.get("span_id")))
                            .append(" of trace ")
                            .append(safe(span.get("trace_id")))
                            .append('\n');
                }
            }
        }
        return proof.toString();
    }

    private static String safe(@Nullable Object cell) {
        return cell == null ? "" : Text.safe(cell.toString());
    }
}
