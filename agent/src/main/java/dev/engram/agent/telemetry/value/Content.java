package dev.engram.agent.telemetry.value;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of values, as {@code gen_ai.memory.records} has it: {@code [{"content":…}]}, always proper JSON. It leaves the
 * process only where the user asks for it.
 */
public final class Content {

    /** Characters of one text. */
    public static final int MAX = 4096;

    private static final String HEAD = "[{\"content\":";
    private static final String TAIL = "}]";
    private static final int MAX_VALUE = MAX - HEAD.length() - TAIL.length();

    private Content() {}

    /**
     * A value as a record. One that is too long is cut: a text by itself, anything else as the text of its JSON.
     *
     * @return null where there is no value, or none that can be read
     */
    public static @Nullable String records(@Nullable Object given) {
        Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        if (value == null) {
            return null;
        }
        try {
            JsonText text = new JsonText(MAX_VALUE);
            return records(value, text, new JsonWalker(text, false));
        } catch (NeedsBoundedCallException needsBoundedCall) {
            return recordsInBoundedCall(value);
        } catch (Throwable failed) {
            // Whatever the application's own code throws.
            return null;
        }
    }

    private static @Nullable String recordsInBoundedCall(Object value) {
        JsonText text = new JsonText(MAX_VALUE);
        JsonWalker walker = new JsonWalker(text, true);
        try {
            return walker.call(() -> records(value, text, walker));
        } catch (Throwable failed) {
            return null;
        }
    }

    private static String records(Object value, JsonText text, JsonWalker walker) throws UnreadableException {
        try {
            walker.walk(value);
            return HEAD + text.written() + TAIL;
        } catch (UnreadableException unreadable) {
            if (!unreadable.reason().equals(UnreadableException.TOO_LARGE)) {
                throw unreadable;
            }
            return HEAD + cut(value instanceof String string ? string : text.written()) + TAIL;
        }
    }

    private static String cut(String text) {
        JsonText quoted = new JsonText(MAX_VALUE - 1);
        try {
            quoted.string(text);
            return quoted.written();
        } catch (UnreadableException full) {
            return quoted.written() + '"';
        }
    }
}
