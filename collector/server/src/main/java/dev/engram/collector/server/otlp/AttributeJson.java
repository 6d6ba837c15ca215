package dev.engram.collector.server.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes values of OTLP as JSON text, straight from the bytes of a request: no object for an attribute or its key. Bytes
 * become base64; the empty value becomes null. Not thread-safe.
 */
final class AttributeJson {

    /** Above this many attributes, repeated keys are found by a set. */
    private static final int FEW = 16;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] body;
    private final Wire wire;
    private byte[] out = new byte[4096];
    private int length;

    /** Pairs of the objects that are being written, one within the other. */
    private Pair[] spare = {};

    private int used;

    AttributeJson(byte[] body) {
        this.body = body;
        this.wire = new Wire(body);
    }

    /** What was written; of it the first {@link #length} bytes count. */
    byte[] array() {
        return out;
    }

    int length() {
        return length;
    }

    void raw(char c) {
        reserve(1);
        out[length++] = (byte) c;
    }

    void raw(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, out, length, ascii.length);
        length += ascii.length;
    }

    void raw(String ascii) {
        raw(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void reserve(int count) {
        if (out.length - length < count) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, Math.addExact(length, count)));
        }
    }

    /** A text of the body, well-formed UTF-8, in quotes. */
    void text(int from, int size) {
        raw('"');
        content(from, size);
        raw('"');
    }

    /** The same without quotes. */
    private void content(int from, int size) {
        int end = from + size;
        int plain = from;
        for (int i = from; i < end; i++) {
            byte b = body[i];
            if (b == '"' || b == '\\') {
                copy(plain, i);
                raw('\\');
                plain = i;
            } else if (b >= 0 && b < ' ') {
                copy(plain, i);
                escape(b);
                plain = i + 1;
            }
        }
        copy(plain, end);
    }

    private void copy(int from, int to) {
        reserve(to - from);
        System.arraycopy(body, from, out, length, to - from);
        length += to - from;
    }

    private void escape(byte control) {
        raw("\\u00");
        raw((char) HEX[control >> 4]);
        raw((char) HEX[control & 15]);
    }

    /** A text of the body as it is, but NUL as JSON writes it: for a column. */
    void withoutNul(int from, int size) {
        for (int i = from; i < from + size; i++) {
            if (body[i] == 0) {
                escape(body[i]);
            } else {
                reserve(1);
                out[length++] = body[i];
            }
        }
    }

    /** Bytes of the body as hexadecimal digits, in quotes. */
    void hex(int from, int size) {
        raw('"');
        for (int i = from; i < from + size; i++) {
            raw((char) HEX[body[i] >> 4 & 15]);
            raw((char) HEX[body[i] & 15]);
        }
        raw('"');
    }

    void number(long value) {
        if (value < 0) {
            raw(Long.toString(value));
            return;
        }
        // Straight into the array: most are times of events.
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void number(double value) {
        // NaN and Infinity without quotes, so that they stay numbers; DuckDB and Json read them.
        raw(Double.toString(value));
    }

    /**
     * An object of attributes; of two with one key the last counts.
     *
     * @param pairs where each KeyValue begins and ends, one after the other
     * @param count of the numbers in {@code pairs}
     */
    void object(int[] pairs, int count, int depth) throws InvalidProtocolBufferException {
        int first = used;
        int end = first + count / 2;
        reservePairs(end);
        used = end;
        for (int i = first; i < end; i++) {
            int at = 2 * (i - first);
            spare[i].read(pairs[at], pairs[at + 1]);
            spare[i].checkKey();
        }
        leaveRepeated(first, end);
        raw('{');
        boolean isFirst = true;
        for (int i = first; i < end; i++) {
            if (!spare[i].isRepeated) {
                if (!isFirst) {
                    raw(',');
                }
                isFirst = false;
                text(spare[i].key, spare[i].keySize);
                raw(':');
                value(spare[i], depth);
            }
        }
        raw('}');
        used = first;
    }

    private void reservePairs(int count) {
        int before = spare.length;
        if (before < count) {
            spare = Arrays.copyOf(spare, Math.max(2 * before, count));
            for (int i = before; i < spare.length; i++) {
                spare[i] = new Pair();
            }
        }
    }

    /** Marks those whose key comes again. */
    private void leaveRepeated(int from, int to) {
        boolean isFew = to - from <= FEW;
        Set<String> later = isFew ? Set.of() : new HashSet<>();
        for (int i = to - 1; i >= from; i--) {
            Pair pair = spare[i];
            pair.isRepeated = isFew ? hasLater(i, to) : !later.add(pair.keyText());
        }
    }

    private boolean hasLater(int pair, int to) {
        for (int later = pair + 1; later < to; later++) {
            if (spare[pair].hasKeyOf(spare[later])) {
                return true;
            }
        }
        return false;
    }

    /** The places of an attribute in the body: of its key, and of its value's content. */
    final class Pair {
        int key;
        int keySize;

        /** The number of AnyValue's field that is set; 0 if the attribute has the empty value. */
        int kind;

        /** Whether a later attribute of the same object has its key. */
        boolean isRepeated;

        /** Where the content of a text, list, map or of bytes begins. */
        int content;

        int contentSize;

        /** Whether a text has one. */
        boolean hasNul;

        /** A boolean, a whole number, or the bits of another. */
        long number;

        /** Reads a KeyValue; {@link #checkKey} looks whether its key is a text. */
        void read(int from, int to) throws InvalidProtocolBufferException {
            key = from;
            keySize = 0;
            kind = 0;
            wire.goTo(from);
            for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
                if (tag == (1 << 3 | Wire.NESTED)) {
                    keySize = wire.size(to);
                    key = wire.at();
                    wire.goTo(key + keySize);
                } else if (tag == (2 << 3 | Wire.NESTED)) {
                    int size = wire.size(to);
                    readValue(wire.at(), wire.at() + size);
                } else {
                    wire.skip(tag, to);
                }
            }
        }

        /** Reads an AnyValue, of whose fields the last counts. */
        void readValue(int from, int to) throws InvalidProtocolBufferException {
            kind = 0;
            wire.goTo(from);
            for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
                switch (tag) {
                    case 1 << 3 | Wire.NESTED, 5 << 3 | Wire.NESTED, 6 << 3 | Wire.NESTED, 7 << 3 | Wire.NESTED -> {
                        contentSize = wire.size(to);
                        content = wire.at();
                        wire.goTo(content + contentSize);
                        kind = tag >>> 3;
                        if (kind == 1) {
                            hasNul = Utf8.check(body, content, contentSize);
                        }
                    }
                    case 2 << 3 | Wire.VARINT -> {
                        number = wire.varint(to) != 0 ? 1 : 0;
                        kind = 2;
                    }
                    case 3 << 3 | Wire.VARINT -> {
                        number = wire.varint(to);
                        kind = 3;
                    }
                    case 4 << 3 | Wire.FIXED64 -> {
                        number = wire.fixed64(to);
                        kind = 4;
                    }
                    default -> wire.skip(tag, to);
                }
            }
        }

        /** Whether its value is not the empty one. */
        boolean hasValue() {
            return kind != 0;
        }

        void checkKey() throws InvalidProtocolBufferException {
            boolean unused = Utf8.check(body, key, keySize);
        }

        private String keyText() {
            return new String(body, key, keySize, StandardCharsets.UTF_8);
        }

        boolean hasKey(byte[] ascii) {
            return Arrays.equals(body, key, key + keySize, ascii, 0, ascii.length);
        }

        private boolean hasKeyOf(Pair other) {
            return Arrays.equals(body, key, key + keySize, body, other.key, other.key + other.keySize);
        }
    }

    /** A value that was read. */
    void value(Pair value, int depth) throws InvalidProtocolBufferException {
        if (depth > Wire.MAX_DEPTH) {
            throw new InvalidProtocolBufferException("nested too deeply");
        }
        switch (value.kind) {
            case 1 -> text(value.content, value.contentSize);
            case 2 -> raw(Boolean.toString(value.number != 0));
            case 3 -> number(value.number);
            case 4 -> number(Double.longBitsToDouble(value.number));
            case 5 -> list(value.content, value.content + value.contentSize, depth);
            case 6 -> map(value.content, value.content + value.contentSize, depth);
            case 7 -> {
                raw('"');
                raw(Base64.getEncoder()
                        .encodeToString(Arrays.copyOfRange(body, value.content, value.content + value.contentSize)));
                raw('"');
            }
            default -> raw("null");
        }
    }

    private void list(int from, int to, int depth) throws InvalidProtocolBufferException {
        raw('[');
        boolean first = true;
        Pair element = new Pair();
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            if (tag == (1 << 3 | Wire.NESTED)) {
                int size = wire.size(to);
                int end = wire.at() + size;
                element.readValue(wire.at(), end);
                if (!first) {
                    raw(',');
                }
                first = false;
                value(element, depth + 1);
                wire.goTo(end);
            } else {
                wire.skip(tag, to);
            }
        }
        raw(']');
    }

    private void map(int from, int to, int depth) throws InvalidProtocolBufferException {
        int[] pairs = new int[8];
        int count = 0;
        wire.goTo(from);
        for (int tag = wire.tag(to); tag != 0; tag = wire.tag(to)) {
            if (tag == (1 << 3 | Wire.NESTED)) {
                int size = wire.size(to);
                if (count == pairs.length) {
                    pairs = Arrays.copyOf(pairs, 2 * count);
                }
                pairs[count++] = wire.at();
                pairs[count++] = wire.at() + size;
                wire.goTo(wire.at() + size);
            } else {
                wire.skip(tag, to);
            }
        }
        object(pairs, count, depth + 1);
    }
}
