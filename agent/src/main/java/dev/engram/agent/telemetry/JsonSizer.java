package dev.engram.agent.telemetry;

import java.nio.ByteBuffer;

/** The length of an object's JSON in UTF-8, without writing it. Not thread-safe. */
final class JsonSizer extends JsonWalk {

    private static final long MAX_BYTES = 64L << 20;

    /** The quotes of a text. */
    private static final int PAIR = 2;

    private long bytes;

    /** Of the last text. */
    private long utf8;

    JsonSizer(boolean isAside) {
        super(isAside);
    }

    /** The number of bytes; throws as {@link #go} does, and where they are more than 64 MiB. */
    long size(Object value) throws Refused, MayWait, IllegalAccessException {
        bytes = 0;
        go(value);
        return bytes;
    }

    /** The same; of a text by itself, its UTF-8 without quotes. */
    long sizeOf(Object value) throws Refused, MayWait, IllegalAccessException {
        long size = size(value);
        return value instanceof CharSequence ? utf8 : size;
    }

    private void add(long length) throws Refused {
        bytes += length;
        if (bytes > MAX_BYTES) {
            throw new Refused("too_large", "its JSON is longer than " + MAX_BYTES + " bytes");
        }
    }

    @Override
    void mark(char c) throws Refused {
        add(1);
    }

    @Override
    void plain(String json) throws Refused {
        add(Utf8.length(json));
    }

    @Override
    void whole(long number) throws Refused {
        add(digits(number));
    }

    @Override
    void text(CharSequence text) throws Refused {
        // So that one that is too long is not looked through first.
        int count = text.length();
        if (count > MAX_BYTES) {
            add(count);
        }
        utf8 = Utf8.length(text);
        add(quoted(text, utf8));
    }

    @Override
    void bytes(ByteBuffer content) throws Refused {
        add(PAIR + (content.remaining() + 2L) / 3 * 4);
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
        long length = PAIR + utf8;
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
