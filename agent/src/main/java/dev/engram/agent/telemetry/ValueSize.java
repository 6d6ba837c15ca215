package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The size in bytes of a value that an application stores or retrieves: of text its UTF-8, of bytes their number, of
 * anything else its JSON in UTF-8. Runs application objects' iterators, never their getters, and only on the consumer's
 * thread. Not thread-safe.
 *
 * <p>No size has: what {@link Walk} refuses at any depth, what is longer than 64 MiB, deeper than 200 or refers to itself,
 * and what another thread changes meanwhile.
 */
final class ValueSize {

    /** No size. */
    static final long UNKNOWN = -1;

    private static final int MAX_SAID = 1000;

    private final JsonSizer sizer = new JsonSizer();
    private final Set<String> said = new HashSet<>();
    private long failures;

    /** The size of {@code given}; {@link #UNKNOWN} when it has none. Never throws. */
    long of(@Nullable Object given) {
        Object value = given instanceof Optional ? ((Optional<?>) given).orElse(null) : given;
        if (value == null) {
            return UNKNOWN;
        }
        try {
            if (value instanceof CharSequence) {
                return utf8Length((CharSequence) value);
            }
            if (value instanceof byte[]) {
                return ((byte[]) value).length;
            }
            if (value instanceof ByteBuffer) {
                return ((ByteBuffer) value).remaining();
            }
            return jsonLength(value);
        } catch (Throwable failed) {
            // The application's own code may have run, and that may throw whatever there is.
            failures++;
            say(value.getClass().getName(), failed);
            return UNKNOWN;
        }
    }

    private long jsonLength(Object value) throws Exception {
        switch (Walk.of(value.getClass())) {
            case JSON:
                return utf8Length(String.valueOf(value));
            case REFUSED:
                throw new JsonSizer.Refused("a " + value.getClass().getName() + " is never read");
            default:
                return sizer.size(value);
        }
    }

    private void say(String type, Throwable failed) {
        if (Log.isDebug() && said.size() < MAX_SAID && said.add(type)) {
            Log.debug("Values of " + type + " get no memory.value_size ("
                    + failed.getClass().getSimpleName() + reason(failed) + ").");
        }
    }

    /** Only what this package says: an exception of the application's may show a value, or throw when asked. */
    private static String reason(Throwable failed) {
        return failed instanceof JsonSizer.Refused ? ": " + failed.getMessage() : "";
    }

    /** Values that have no size although they were there. */
    long failures() {
        return failures;
    }

    /** A lone surrogate counts as the question mark that is sent for it. */
    static long utf8Length(CharSequence text) {
        long length = 0;
        int count = text.length();
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length += 1;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < count && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += Character.isSurrogate(c) ? 1 : 3;
            }
        }
        return length;
    }
}
