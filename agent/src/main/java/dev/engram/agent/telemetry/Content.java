package dev.engram.agent.telemetry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of values, as {@code gen_ai.memory.records} has it: {@code [{"content":…}]}, always proper JSON. It leaves the
 * process only where the user asks for it.
 */
final class Content {

    /** Characters of one text. */
    static final int MAX = 4096;

    private static final String HEAD = "[{\"content\":";
    private static final String TAIL = "}]";
    private static final int ROOM = MAX - HEAD.length() - TAIL.length();

    private Content() {}

    /**
     * A value as a record. One that is too long is cut: a text by itself, anything else as the text of its JSON.
     *
     * @return null where there is no value, or none that can be read
     */
    static @Nullable String records(@Nullable Object given) {
        Object value = given instanceof Optional ? ((Optional<?>) given).orElse(null) : given;
        if (value == null) {
            return null;
        }
        try {
            return records(value, new JsonText(ROOM, false));
        } catch (JsonWalk.MayWait mayWait) {
            JsonText text = new JsonText(ROOM, true);
            try {
                return JsonWalk.goAside(text, () -> records(value, text));
            } catch (Throwable failed) {
                return null;
            }
        } catch (Throwable failed) {
            // Whatever the application's own code throws.
            return null;
        }
    }

    private static @Nullable String records(Object value, JsonText json) throws Exception {
        try {
            json.go(value);
            return HEAD + json.written() + TAIL;
        } catch (JsonWalk.Refused refused) {
            boolean isCut = refused.word().equals("too_large");
            return isCut ? HEAD + cut(value instanceof String ? (String) value : json.written()) + TAIL : null;
        }
    }

    private static String cut(String text) {
        JsonText quoted = new JsonText(ROOM - 1, false);
        try {
            quoted.text(text);
            return quoted.written();
        } catch (JsonWalk.Refused full) {
            return quoted.written() + '"';
        }
    }
}
