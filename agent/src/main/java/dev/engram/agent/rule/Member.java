package dev.engram.agent.rule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * How one class gives one name of a {@link Path}. Thread-safe.
 *
 * <p>It is switched off for good after {@link #MAX_FAILURES} failures: an accessor that always throws must not cost the
 * application an exception at each call.
 */
final class Member {

    /** How often it may throw. */
    static final int MAX_FAILURES = 10;

    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);
    private static final MethodHandle NULL =
            MethodHandles.dropArguments(MethodHandles.constant(Object.class, null), 0, Object.class);

    private final MethodHandle reader;

    /** A plain field: threads that see it late try a few times more. */
    private int failures;

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
        return failures < MAX_FAILURES;
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
