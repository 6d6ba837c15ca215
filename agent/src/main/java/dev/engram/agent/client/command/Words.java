package dev.engram.agent.client.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The words of a command, which are bytes. */
final class Words {

    /** Characters of a key that are shown. */
    static final int MAX = 256;

    private static final int MAX_NAME = 64;

    private Words() {}

    /** The command's name in capitals; {@code UNKNOWN} where there is none. */
    static String name(List<byte[]> words) {
        if (words.isEmpty() || words.get(0).length == 0) {
            return "UNKNOWN";
        }
        byte[] raw = words.get(0);
        String name = new String(raw, 0, Math.min(raw.length, MAX_NAME), StandardCharsets.UTF_8)
                .trim()
                .toUpperCase(Locale.ROOT);
        return name.isEmpty() ? "UNKNOWN" : name;
    }

    /** A word as text: UTF-8, or hexadecimal digits of what is none. Cut to {@value #MAX} characters. */
    static String text(byte[] word) {
        if (word.length > MAX * 4) {
            return new String(word, 0, MAX, StandardCharsets.UTF_8);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(word))
                    .toString();
            return text.length() > MAX ? text.substring(0, MAX) : text;
        } catch (CharacterCodingException binary) {
            return "0x" + HexFormat.of().formatHex(word, 0, Math.min(word.length, MAX / 2 - 1));
        }
    }

    /** A word that is a whole number of up to 18 digits; -1 for any other. */
    static long number(byte[] word) {
        if (word.length == 0 || word.length > 18) {
            return -1;
        }
        long number = 0;
        for (byte each : word) {
            if (each < '0' || each > '9') {
                return -1;
            }
            number = number * 10 + each - '0';
        }
        return number;
    }

    /** Bytes of the command as it is sent: an array of bulk strings. */
    static long sentBytes(List<byte[]> words) {
        long bytes = header(words.size());
        for (byte[] each : words) {
            bytes += bulk(each.length);
        }
        return bytes;
    }

    /** Bytes of {@code *n} or {@code $n} and the end of its line. */
    static long header(long n) {
        return 3L + digits(n);
    }

    /** Bytes of a bulk string of that length. */
    static long bulk(long length) {
        return header(length) + length + 2;
    }

    /** Characters of a number. */
    static int digits(long number) {
        int digits = number < 0 ? 2 : 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
