package dev.engram.collector.keyspace.snapshot.format;

import dev.engram.collector.common.render.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys for people: as JSON shows them, so that no key can move the cursor of a terminal. */
public final class KeyText {

    private static final int LONGEST = 200;

    private KeyText() {}

    /** As in {@code "agent:7"} or {@code {"base64":"gAM="}}; long ones cut. */
    public static String of(byte[] key) {
        String text = whole(key);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The same, however long: JSON as in a snapshot. */
    public static String whole(byte[] key) {
        return new Utf8().isText(key)
                ? Json.write(new String(key, StandardCharsets.UTF_8))
                : "{\"base64\":\"" + Base64.getEncoder().encodeToString(key) + "\"}";
    }
}
