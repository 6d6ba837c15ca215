package dev.engram.agent.rule;

import org.jspecify.annotations.Nullable;

/**
 * The reader of one name for one class, and how it has behaved. Thread-safe.
 *
 * <p>It is switched off for good after {@link #MAX_FAILURES} failures: an accessor that always throws must not cost the
 * application an exception at each call. So it is after {@link #MAX_SLOW} calls of more than {@link #SLOW_NANOS}, for it
 * runs on the application's thread. The first {@value #ALWAYS_TIMED} calls are timed, then one in {@value #TIMED_ONE_IN}, and
 * those after a slow one;
 * slow ones far apart are the machine's, not the accessor's, and forgotten. Reading a field is never timed.
 */
final class Member {

    /** How often it may throw. */
    static final int MAX_FAILURES = 10;

    /** How often it may be slow. */
    static final int MAX_SLOW = 3;

    static final long SLOW_NANOS = 10_000_000;

    /** Slow as well, if so many calls in a row are: one alone may be the machine's. */
    static final long SLOW_IN_A_ROW_NANOS = 1_000_000;

    private static final int ALWAYS_TIMED = 100;

    /** A power of two. */
    private static final int TIMED_ONE_IN = 64;

    /** So many calls after a slow one it is forgotten; a power of two. */
    private static final int FORGOTTEN_AFTER = 1 << 16;

    private final Reader reader;
    private final boolean isCall;
    private final boolean isOfApplication;

    /** A plain field: threads that see it late try a few times more. */
    private int failures;

    /** Plain as well, and so are those of the slow ones: a call more or less does not matter. */
    private int calls;

    private int slow;

    private int slowInARow;

    Member(Reader reader, Class<?> type) {
        this.reader = reader;
        this.isCall = reader.isCall();
        this.isOfApplication = isCall && !ReaderFinder.isOfJdk(type);
    }

    /** Whether a method of the object is called. */
    boolean isCall() {
        return isCall;
    }

    /** Whether it is a method of a class of the application's. */
    boolean isOfApplication() {
        return isOfApplication;
    }

    boolean isOn() {
        return failures < MAX_FAILURES && slow < MAX_SLOW && slowInARow < MAX_SLOW;
    }

    /** Counts a call; whether this read is to be timed. */
    boolean isTimed() {
        if (!isCall) {
            return false;
        }
        int count = ++calls;
        if ((count & (FORGOTTEN_AFTER - 1)) == 0) {
            slow = 0;
        }
        return count <= ALWAYS_TIMED || slowInARow > 0 || (count & (TIMED_ONE_IN - 1)) == 0;
    }

    /** A call took so long; false when it was too long once too often. */
    boolean took(long nanos) {
        slowInARow = nanos > SLOW_IN_A_ROW_NANOS ? slowInARow + 1 : 0;
        if (nanos > SLOW_NANOS) {
            slow++;
        }
        return slow < MAX_SLOW && slowInARow < MAX_SLOW;
    }

    /** Reads the member of {@code object}; throws what the accessor throws. */
    @Nullable
    Object read(Object object) throws Throwable {
        return reader.read(object);
    }

    /** Counts a failure; false when it was the last one allowed. */
    boolean failed() {
        return ++failures < MAX_FAILURES;
    }
}
