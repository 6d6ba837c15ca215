package dev.engram.agent.trace;

import java.util.HexFormat;
import java.util.List;

/**
 * What identifies a span of the application's own OpenTelemetry.
 *
 * @param spanId not zero
 */
public record OtherSpan(long traceIdHigh, long traceIdLow, long spanId, boolean isSampled) {

    private static final int DIGITS = 16;
    private static final String ANY = "*";

    /** Whether a span's name is one of these, of which a {@code *} at the end stands for any rest. */
    public static boolean isOneOf(List<String> names, String name) {
        for (int i = 0; i < names.size(); i++) {
            String each = names.get(i);
            boolean isMeant = each.endsWith(ANY)
                    ? name.regionMatches(0, each, 0, each.length() - ANY.length())
                    : name.equals(each);
            if (isMeant) {
                return true;
            }
        }
        return false;
    }

    /**
     * The span of these ids, in hexadecimal digits.
     *
     * @throws IllegalArgumentException where they are none
     */
    public static OtherSpan of(String traceId, String spanId, boolean isSampled) {
        return new OtherSpan(
                HexFormat.fromHexDigitsToLong(traceId, 0, DIGITS),
                HexFormat.fromHexDigitsToLong(traceId, DIGITS, 2 * DIGITS),
                HexFormat.fromHexDigitsToLong(spanId),
                isSampled);
    }
}
