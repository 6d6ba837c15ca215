package dev.engram.agent.record;

import dev.engram.agent.trace.WeakIdentityMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know that a future, or what else waits for a result, has it, before the application is told: what the application
 * does with its result is not the call's time, and may be long.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Each that was added is told once, or never: only where the JDK and the client library are woven. Who adds one must also
 *       learn of the end in another way.
 *   <li>The future is not kept.
 *   <li>At most {@value #MAX} are known; more are not taken.
 * </ol>
 *
 * <p>Thread-safe, without a lock.
 */
public final class Endings {

    private static final int MAX = 20_000;

    /** Arrays are not changed. */
    private static final WeakIdentityMap<Ending[]> ALL = new WeakIdentityMap<>();

    private Endings() {}

    /** Called once the result is there, on the thread that brings it. It must not refer to the future. */
    public interface Ending {

        /**
         * The result is there.
         *
         * @param thrown the exception that it is; null for none, or where the future itself tells it
         */
        void ended(Object future, @Nullable Throwable thrown);
    }

    /** Has {@code ending} be called when a future has its result; it may have it already. */
    public static void add(Object future, Ending ending) {
        if (ALL.size() >= MAX) {
            return;
        }
        Ending[] one = {ending};
        for (Ending[] known = ALL.putIfAbsent(future, one); known != null; known = ALL.putIfAbsent(future, one)) {
            Ending[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = ending;
            if (ALL.replace(future, known, more)) {
                return;
            }
        }
    }

    /** Forgets who wants to know of a future, since they know. */
    public static void remove(Object future) {
        if (!ALL.isEmpty()) {
            ALL.remove(future);
        }
    }

    /** A future has its result, and the application will be told next. */
    static void completed(Object future, @Nullable Throwable thrown) {
        Ending[] known = ALL.isEmpty() ? null : ALL.remove(future);
        if (known != null) {
            for (Ending each : known) {
                each.ended(future, thrown);
            }
        }
    }
}
