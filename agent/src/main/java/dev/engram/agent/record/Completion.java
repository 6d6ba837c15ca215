package dev.engram.agent.record;

import dev.engram.agent.trace.OpenCall;
import org.jspecify.annotations.Nullable;

/** How a call ended whose result came later than its method returned. Immutable. */
public final class Completion {

    private static final Completion UNKNOWN = new Completion(false, null, -1, null, 0);

    private final boolean isKnown;
    private final @Nullable Object value;
    private final long items;
    private final @Nullable Throwable thrown;
    private final long earlier;

    private Completion(boolean isKnown, @Nullable Object value, long items, @Nullable Throwable thrown, long earlier) {
        this.isKnown = isKnown;
        this.value = value;
        this.items = items;
        this.thrown = thrown;
        this.earlier = earlier;
    }

    /** It gave a value; null is one, or none. */
    public static Completion of(@Nullable Object value) {
        return new Completion(true, value, -1, null, 0);
    }

    /** It gave so many items, one after the other. */
    public static Completion ofItems(long count) {
        return new Completion(true, null, count, null, 0);
    }

    public static Completion failed(Throwable thrown) {
        return new Completion(true, null, -1, thrown, 0);
    }

    /** It may have ended well or not: nobody could see it. */
    public static Completion unknown() {
        return UNKNOWN;
    }

    /** The same, so many nanoseconds before it is known. */
    public Completion earlierBy(long nanos) {
        return nanos == 0 ? this : new Completion(isKnown, value, items, thrown, nanos);
    }

    /** By how many nanoseconds the call has ended before this is known. */
    long earlier() {
        return earlier;
    }

    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** Reads into the call what can be read now. */
    void end(OpenCall call) {
        if (!isKnown) {
            return;
        }
        RecordedSite site = (RecordedSite) call.site;
        if (items >= 0) {
            site.endItems(call, items);
        } else {
            site.end(call, value, thrown);
        }
    }
}
