package dev.engram.agent.telemetry.value;

import dev.engram.agent.text.Utf8;
import java.nio.ByteBuffer;

/** The length of JSON in UTF-8, without writing it. Not thread-safe. */
final class JsonSizer implements JsonOutput {

    private static final long MAX_BYTES = 64L << 20;

    /** The quotes of a string. */
    private static final int QUOTES = 2;

    private long bytes;
    private long lastStringBytes;

    /** Begins again at 0. */
    void reset() {
        bytes = 0;
    }

    /** The number of bytes since the last reset. */
    long bytes() {
        return bytes;
    }

    /** The number of bytes of the last string's UTF-8, without quotes and escapes. */
    long lastStringBytes() {
        return lastStringBytes;
    }

    private void add(long length) throws UnreadableException {
        bytes += length;
        if (bytes > MAX_BYTES) {
            throw new UnreadableException(
                    UnreadableException.TOO_LARGE, "its JSON is longer than " + MAX_BYTES + " bytes");
        }
    }

    @Override
    public void punctuation(char c) throws UnreadableException {
        add(1);
    }

    @Override
    public void raw(String json) throws UnreadableException {
        add(Utf8.length(json));
    }

    @Override
    public void number(long number) throws UnreadableException {
        add(digits(number));
    }

    @Override
    public void string(CharSequence text) throws UnreadableException {
        // So that one that is too long is not looked through first.
        int count = text.length();
        if (count > MAX_BYTES) {
            add(count);
        }
        lastStringBytes = Utf8.length(text);
        add(quoted(text, lastStringBytes));
    }

    @Override
    public void base64(ByteBuffer content) throws UnreadableException {
        add(QUOTES + (content.remaining() + 2L) / 3 * 4);
    }

    private static int digits(long number) {
        if (number == Long.MIN_VALUE) {
            return 20;
        }
        int digits = number < 0 ? 2 : 1;
        for (long rest = Math.abs(number); rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** A text's bytes between quotes, with what has to be escaped. */
    private static long quoted(CharSequence text, long utf8) {
        long length = QUOTES + utf8;
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                boolean isShort = c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
                length += isShort ? 1 : 5;
            } else if (c == '"' || c == '\\') {
                length++;
            } else if (Character.isHighSurrogate(c) && i + 1 < count && Character.isLowSurrogate(text.charAt(i + 1))) {
                // Jackson writes two escapes of six bytes.
                length += 8;
            }
        }
        return length;
    }
}
