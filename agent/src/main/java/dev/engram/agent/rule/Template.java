package dev.engram.agent.rule;

import dev.engram.agent.log.Log;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fills a path that is a template with the values of a call: {@code {arg0.tenant}:{arg0.topic}} gives {@code acme:billing}.
 * Immutable, thread-safe. It runs on the application's threads and makes one text at each call.
 *
 * <p>A value is a text, a number or boolean, a character, an enum constant (by name), a UUID, a date, a time or a URI. Where
 * one is null, or is anything else, the template gives null: half a key would name another record. Anything else is said once,
 * in the log; its {@code toString} is the application's code and is not called.
 */
final class Template {

    /** Characters kept of one value; more are no identifier, and copying them would hold the application up. */
    private static final int MAX_PART = 1024;

    private final Path path;
    private final String[] texts;
    private final Accessor[] parts;

    private Template(Path path, String[] texts, Accessor[] parts) {
        this.path = path;
        this.texts = texts;
        this.parts = parts;
    }

    /** What fills a path whose base is {@link Path.Base#TEMPLATE}. */
    static Template of(Path path, ArgumentSlots slots) {
        Accessor[] parts = path.parts().stream()
                .map(part -> Accessor.of(List.of(part), slots))
                .toArray(Accessor[]::new);
        return new Template(path, path.texts().toArray(new String[0]), parts);
    }

    /** The text with the values of a call; null where one is missing. */
    @Nullable
    String fill(
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        StringBuilder filled = new StringBuilder(texts[0]);
        for (int i = 0; i < parts.length; i++) {
            Object value = parts[i].read(self, a0, a1, a2, a3, a4, a5, null, null);
            String text = value == null ? null : text(value, i);
            if (text == null) {
                return null;
            }
            filled.append(text, 0, Math.min(text.length(), MAX_PART)).append(texts[i + 1]);
        }
        return filled.toString();
    }

    private @Nullable String text(Object value, int part) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        boolean isPlain = value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof TemporalAccessor
                || value instanceof URI;
        // Of the JDK: an application cannot have a class with such a name, and its own number may print anything.
        if (isPlain && value.getClass().getName().startsWith("java.")) {
            return value.toString();
        }
        Log.warnOnce(
                "The template " + path + " is not filled where {" + path.parts().get(part) + "} is a "
                        + value.getClass().getName() + "; lead that path on to a text or number of it.");
        return null;
    }
}
