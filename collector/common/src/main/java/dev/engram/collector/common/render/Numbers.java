package dev.engram.collector.common.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Durations, times and sizes as text. */
public final class Numbers {

    private static final long SECOND = 1_000_000_000L;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private Numbers() {}

    /** Whole milliseconds from 10 ms on, below with at most one decimal, from 10 s on seconds: 45ms, 5ms, 0.4ms, 12.5s, -5ms. */
    static String duration(long nanos) {
        if (nanos < 0) {
            String positive = duration(-nanos);
            return positive.startsWith("<") ? ">-" + positive.substring(1) : "-" + positive;
        }
        double ms = nanos / 1e6;
        if (nanos >= 10 * SECOND) {
            return String.format(Locale.ROOT, "%.1fs", nanos / 1e9);
        }
        if (ms >= 9.95) {
            return Math.round(ms) + "ms";
        }
        if (nanos > 0 && ms < 0.05) {
            return "<0.1ms";
        }
        String text = String.format(Locale.ROOT, "%.1f", ms);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + "ms";
    }

    /**
     * Date and time in UTC with milliseconds: 2024-11-20 08:00:00.005.
     *
     * @param unixNanos nanoseconds since 1970-01-01 UTC
     */
    static String time(long unixNanos) {
        return TIME.format(Instant.ofEpochSecond(0, unixNanos));
    }

    /** Minutes, seconds, milliseconds: 00:00.405. */
    static String offset(long nanos) {
        long ms = Math.max(0, nanos) / 1_000_000;
        return String.format(Locale.ROOT, "%02d:%02d.%03d", ms / 60_000, ms / 1000 % 60, ms % 1000);
    }

    /** Bytes below 1024, else KB, MB, GB of 1024 each with one decimal: 387B, 1.6KB. */
    public static String size(long bytes) {
        return size(bytes, "");
    }

    /** As {@link #size(long)}, for a sentence: 387 B, 1.6 KB. */
    static String sizeWithBlank(long bytes) {
        return size(bytes, " ");
    }

    private static String size(long bytes, String blank) {
        if (bytes < 1024) {
            return bytes + blank + "B";
        }
        double value = bytes;
        String[] units = {"KB", "MB", "GB", "TB"};
        int unit = -1;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f%s%s", value, blank, units[unit]);
    }

    /** Nanoseconds as milliseconds with at most three decimals and no zeros behind: 12, 0.437. */
    static BigDecimal millis(long nanos) {
        return plain(BigDecimal.valueOf(nanos, 6).setScale(3, RoundingMode.HALF_UP));
    }

    /** Without zeros at the end, never with an exponent. */
    static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
