package dev.engram.collector.redis.snapshot;

import dev.engram.collector.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys for people: as JSON shows them, so that no key can move the cursor of a terminal. */
final class KeyText {

    private static final int LONGEST = 200;

    private KeyText() {}

    /** As in {@code "agent:7"} or {@code {"base64":"gAM="}}; long ones cut. */
    static String of(byte[] key) {
        String text = new Utf8().isText(key)
                ? Json.write(new String(key, StandardCharsets.UTF_8))
                : "{\"base64\":\"" + Base64.getEncoder().encodeToString(key) + "\"}";
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
