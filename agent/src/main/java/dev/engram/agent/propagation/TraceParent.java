package dev.engram.agent.propagation;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code traceparent}, as the W3C's Trace Context says: {@code 00-<trace id>-<span id>-<flags>}.
 *
 * <p>Newer versions are read as far as they agree with this one; what is written is version 00.
 */
public final class TraceParent {

    private static final HexFormat HEX = HexFormat.of();

    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int MIDDLE = TRACE_ID + 16;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;

    /** Of later levels: the trace id is random. It goes on as it came. */
    private static final int RANDOM = 2;

    /** The length from which on a text counts as malformed: of later versions there may be more than what is read. */
    static final int MOST = 256;

    private TraceParent() {}

    /**
     * Reads a text, with nothing of {@code tracestate} and {@code baggage}.
     *
     * @return null where the text is malformed
     */
    public static @Nullable RemoteContext parse(String text) {
        if (!isWellFormed(text)) {
            return null;
        }
        long high = HexFormat.fromHexDigitsToLong(text, TRACE_ID, MIDDLE);
        long low = HexFormat.fromHexDigitsToLong(text, MIDDLE, SPAN_ID - 1);
        long span = HexFormat.fromHexDigitsToLong(text, SPAN_ID, FLAGS - 1);
        if ((high == 0 && low == 0) || span == 0) {
            return null;
        }
        int flags = HexFormat.fromHexDigits(text, FLAGS, LENGTH) & (RemoteContext.SAMPLED | RANDOM);
        return new RemoteContext(high, low, span, flags, null, null);
    }

    /**
     * As {@link #parse}, of what lies in a message.
     *
     * @param value a text, or its bytes; anything else is as none
     */
    public static @Nullable RemoteContext find(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() > MOST ? null : parse(text.trim());
        }
        return value instanceof byte[] bytes && bytes.length <= MOST
                ? parse(new String(bytes, StandardCharsets.ISO_8859_1).trim())
                : null;
    }

    private static boolean isWellFormed(String text) {
        int length = text.length();
        if (length < LENGTH || text.startsWith("ff") || (length > LENGTH && isOfThisVersion(text))) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean isDash = i == TRACE_ID - 1 || i == SPAN_ID - 1 || i == FLAGS - 1;
            char each = text.charAt(i);
            if (isDash ? each != '-' : !isDigit(each)) {
                return false;
            }
        }
        return length == LENGTH || text.charAt(LENGTH) == '-';
    }

    private static boolean isOfThisVersion(String text) {
        return text.startsWith("00");
    }

    /** Lower case only, as the specification says. */
    private static boolean isDigit(char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f');
    }

    /**
     * The text that makes the next process continue {@code parent}.
     *
     * @param remote what came with the request that {@code parent} is a part of; null for nothing
     */
    static String of(OpenCall parent, @Nullable RemoteContext remote) {
        int flags = remote != null && remote.isTraceOf(parent) ? remote.flags() & RANDOM : 0;
        if (parent.sampled) {
            flags |= RemoteContext.SAMPLED;
        }
        return "00-" + HEX.toHexDigits(parent.traceIdHigh) + HEX.toHexDigits(parent.traceIdLow) + "-"
                + HEX.toHexDigits(parent.spanId) + "-0" + flags;
    }
}
