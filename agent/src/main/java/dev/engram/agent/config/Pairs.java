package dev.engram.agent.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code key=value,key=value} with percent-encoded UTF-8, as OpenTelemetry writes resource attributes and OTLP
 * headers (W3C Baggage without its properties). A plus sign is a plus sign.
 */
final class Pairs {

    private Pairs() {}

    /**
     * The pairs in the order written; of two with one key the last.
     *
     * @throws IllegalArgumentException when any pair is wrong, with the half sentence that says how; it shows no value,
     *     and no key either, for a value with a bare comma in it would be taken for one
     */
    static Map<String, String> read(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        int number = 0;
        for (String pair : text.split(",", -1)) {
            number++;
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("has no '=' in its pair " + number);
            }
            String key = decode(pair.substring(0, equals).trim(), number);
            if (key.isEmpty()) {
                throw new IllegalArgumentException("has no name before the '=' in its pair " + number);
            }
            pairs.put(key, decode(pair.substring(equals + 1).trim(), number));
        }
        return pairs;
    }

    private static String decode(String text, int number) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low < 0) {
                throw new IllegalArgumentException(
                        "has a '%' without two hexadecimal digits in its pair " + number + " (write %25 for a '%')");
            }
            decoded.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            decoded.flip();
            return StandardCharsets.UTF_8.newDecoder().decode(decoded).toString();
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("is no UTF-8 text in its pair " + number, notText);
        }
    }
}
