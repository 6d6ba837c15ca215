package dev.engram.collector.keyspace.redis;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Names of keys, which are bytes, as text for people. */
public final class KeyNames {

    private static final HexFormat HEX = HexFormat.of();
    private static final int LONGEST = 512;

    private KeyNames() {}

    /** The key as UTF-8; one that is no such text byte by byte, as redis-cli shows it: {@code user\xff}. */
    public static String show(byte[] key) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            // No text: the bytes themselves say more than replacement characters would.
            return escape(key);
        }
    }

    /** As {@link #show}, cut where a name is longer than anyone reads. */
    public static String brief(byte[] key) {
        String text = show(key);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static String escape(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (byte b : key) {
            if (b == '\\') {
                text.append("\\\\");
            } else if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append("\\x").append(HEX.toHexDigits(b).toLowerCase(Locale.ROOT));
            }
        }
        return text.toString();
    }
}
