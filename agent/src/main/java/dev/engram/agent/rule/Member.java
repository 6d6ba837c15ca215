package dev.engram.agent.rule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * How one class gives one name of a {@link Path}. Thread-safe.
 *
 * <p>It is switched off for good after {@link #MAX_FAILURES} failures: an accessor that always throws must not cost the
 * application an exception at each call. So it is after {@link #MAX_SLOW} reads of more than {@link #SLOW_NANOS}, for it
 * runs on the application's thread. The first {@value #ALWAYS_TIMED} reads are timed, then one in {@value #TIMED_ONE_IN};
 * slow ones far apart are the machine's, not the accessor's, and forgotten.
 */
final class Member {

    /** How often it may throw. */
    static final int MAX_FAILURES = 10;

    /** How often it may be slow. */
    static final int MAX_SLOW = 3;

    static final long SLOW_NANOS = 10_000_000;

    private static final int ALWAYS_TIMED = 100;

    /** A power of two. */
    private static final int TIMED_ONE_IN = 64;

    /** So many reads after a slow one it is forgotten; a power of two. */
    private static final int FORGOTTEN_AFTER = 1 << 16;

    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);
    private static final MethodHandle NULL =
            MethodHandles.dropArguments(MethodHandles.constant(Object.class, null), 0, Object.class);

    private final MethodHandle reader;

    /** A plain field: threads that see it late try a few times more. */
    private int failures;

    /** Plain as well, and so are those of the slow ones: a read more or less does not matter. */
    private int reads;

    private int slow;

    private Member(MethodHandle reader) {
        this.reader = reader;
    }

    /** A member of any type that takes its object as the one argument. */
    static Member of(MethodHandle accessor) {
        return new Member(accessor.asType(READER));
    }

    /** A member that reads as null. A new one each: failures are counted in it. */
    static Member nothing() {
        return new Member(NULL);
    }

    boolean isOn() {
        return failures < MAX_FAILURES && slow < MAX_SLOW;
    }

    /** Counts a read; whether it is to be timed. */
    boolean isTimed() {
        int count = ++reads;
        if ((count & (FORGOTTEN_AFTER - 1)) == 0) {
            slow = 0;
        }
        return count <= ALWAYS_TIMED || (count & (TIMED_ONE_IN - 1)) == 0;
    }

    /** A read took so long; false when it was too long once too often. */
    boolean took(long nanos) {
        return nanos <= SLOW_NANOS || ++slow < MAX_SLOW;
    }

    /** Reads the member of {@code object}; throws what the accessor throws. */
    @Nullable
    Object read(Object object) throws Throwable {
        return reader.invokeExact(object);
    }

    /** Counts a failure; false when it was the last one allowed. */
    boolean failed() {
        return ++failures < MAX_FAILURES;
    }
}
