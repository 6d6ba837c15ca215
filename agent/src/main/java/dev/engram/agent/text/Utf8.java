package dev.engram.agent.text;

/** Text as UTF-8 without objects on the way. Half a surrogate pair becomes a question mark, as in {@link String#getBytes}. */
public final class Utf8 {

    private Utf8() {}

    /** How many bytes {@code text}, of an attribute's length, takes. */
    public static int size(String text) {
        int length = text.length();
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= text.charAt(i);
        }
        return all < 0x80 ? length : (int) length(text);
    }

    /** How many bytes a text of any length takes. */
    public static long length(CharSequence text) {
        int length = text.length();
        long size = length;
        for (int i = 0; i < length; i++) {
            char each = text.charAt(i);
            if (each < 0x80) {
                continue;
            }
            if (each < 0x800) {
                size++;
            } else if (!Character.isSurrogate(each)) {
                size += 2;
            } else if (isPair(text, i, length)) {
                // Two chars, four bytes.
                size += 2;
                i++;
            }
        }
        return size;
    }

    private static boolean isPair(CharSequence text, int i, int length) {
        return i + 1 < length && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }

    /** Writes the bytes of {@code text} into {@code out} from {@code at} on. */
    public static void write(String text, byte[] out, int at) {
        int length = text.length();
        int to = at;
        for (int i = 0; i < length; i++) {
            char each = text.charAt(i);
            if (each < 0x80) {
                out[to++] = (byte) each;
            } else if (each < 0x800) {
                out[to++] = (byte) (0xC0 | (each >> 6));
                out[to++] = last(each);
            } else if (!Character.isSurrogate(each)) {
                out[to++] = (byte) (0xE0 | (each >> 12));
                out[to++] = last(each >> 6);
                out[to++] = last(each);
            } else if (isPair(text, i, length)) {
                int point = Character.toCodePoint(each, text.charAt(++i));
                out[to++] = (byte) (0xF0 | (point >> 18));
                out[to++] = last(point >> 12);
                out[to++] = last(point >> 6);
                out[to++] = last(point);
            } else {
                out[to++] = '?';
            }
        }
    }

    /** A byte that is not the first of its character. */
    private static byte last(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
