package dev.engram.agent.telemetry.value;

import dev.engram.agent.log.Log;
import dev.engram.agent.text.Utf8;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The size in bytes of a value that an application stores or retrieves: of text its UTF-8, of bytes their number, of
 * anything else its JSON in UTF-8; and, with a secret, its {@link Fingerprint}. Never runs application objects' getters, and what else is the application's code, such as
 * the iterator of a collection of its own, only in a {@link BoundedCall}. Not thread-safe.
 *
 * <p>No size has, and {@link #unknown} says in one word: what {@link ReadMode} refuses at any depth ({@code unreadable}); whose
 * JSON is longer than 64 MiB or holds more than two million values ({@code too_large}); what is deeper than 200 or refers to
 * itself ({@code too_deep}); what took too long ({@code slow}); and what threw, for example because another thread changed it
 * meanwhile ({@code failed}).
 */
public final class ValueSize {

    /** No size. */
    static final long UNKNOWN = -1;

    private static final int MAX_SAID = 1000;

    private final @Nullable String secret;
    private final @Nullable Fingerprint taking;
    private final JsonSizer sizer = new JsonSizer();
    private final JsonWalker walker;
    private final Set<String> said = new HashSet<>();
    private long failures;
    private @Nullable String unknown;
    private @Nullable String fingerprint;

    /** Sizes without fingerprints. */
    public ValueSize() {
        this(null);
    }

    /** @param secret of fingerprints; null where there are to be none */
    public ValueSize(@Nullable String secret) {
        this.secret = secret;
        this.taking = secret == null ? null : new Fingerprint(secret);
        this.walker = new JsonWalker(output(sizer, taking), false);
    }

    private static JsonOutput output(JsonSizer sizer, @Nullable Fingerprint taking) {
        return taking == null ? sizer : new FingerprintOutput(sizer, taking);
    }

    /** The size of {@code given}; {@link #UNKNOWN} when it has none. Never throws. */
    public long of(@Nullable Object given) {
        unknown = null;
        fingerprint = null;
        Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        if (value == null) {
            return UNKNOWN;
        }
        try {
            if (taking != null) {
                taking.reset();
            }
            long size = size(value, taking);
            fingerprint = taking == null ? null : taking.digits();
            return size;
        } catch (NeedsBoundedCallException needsBoundedCall) {
            return sizeInBoundedCall(value);
        } catch (Throwable failed) {
            return failed(value, failed);
        }
    }

    /** Why the last value that was there had no size, in one word; null where it had one, or was not there. */
    @Nullable
    public String unknown() {
        return unknown;
    }

    /** The fingerprint of the last value; null where it has no size, and where none is to be taken. */
    @Nullable
    public String fingerprint() {
        return fingerprint;
    }

    private long size(Object value, @Nullable Fingerprint into) throws UnreadableException {
        if (value instanceof String || value instanceof StringBuilder) {
            return size((CharSequence) value, into);
        }
        if (value instanceof byte[] array) {
            return size(ByteBuffer.wrap(array), into);
        }
        if (value instanceof ByteBuffer byteBuffer) {
            return size(byteBuffer, into);
        }
        if (value instanceof CharSequence) {
            throw new NeedsBoundedCallException();
        }
        sizer.reset();
        walker.walk(value);
        return sizer.bytes();
    }

    private static long size(CharSequence text, @Nullable Fingerprint into) {
        if (into != null) {
            into.text(text);
        }
        return Utf8.length(text);
    }

    private static long size(ByteBuffer bytes, @Nullable Fingerprint into) {
        if (into != null) {
            into.bytes(bytes);
        }
        return bytes.remaining();
    }

    private long sizeInBoundedCall(Object value) {
        // Their own: a call that took too long may still be using them.
        Fingerprint ownTaking = secret == null ? null : new Fingerprint(secret);
        JsonSizer ownSizer = new JsonSizer();
        JsonWalker ownWalker = new JsonWalker(output(ownSizer, ownTaking), true);
        try {
            long size = ownWalker.call(() -> {
                ownWalker.walk(value);
                return value instanceof CharSequence ? ownSizer.lastStringBytes() : ownSizer.bytes();
            });
            fingerprint = ownTaking == null ? null : ownTaking.digits();
            return size;
        } catch (Throwable failed) {
            return failed(value, failed);
        }
    }

    /** The application's own code may have run, and that may throw whatever there is. */
    private long failed(Object value, Throwable failed) {
        failures++;
        unknown = failed instanceof UnreadableException unreadable ? unreadable.reason() : "failed";
        say(value.getClass().getName(), failed);
        return UNKNOWN;
    }

    private void say(String type, Throwable failed) {
        if (Log.isDebug() && said.size() < MAX_SAID && said.add(type)) {
            Log.debug("Values of " + type + " get no memory.value_size ("
                    + failed.getClass().getSimpleName() + reason(failed) + ").");
        }
    }

    /** Only what this package says: an exception of the application's may show a value, or throw when asked. */
    private static String reason(Throwable failed) {
        return failed instanceof UnreadableException ? ": " + failed.getMessage() : "";
    }

    /** Values that have no size although they were there. */
    long failures() {
        return failures;
    }
}
