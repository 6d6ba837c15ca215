package dev.engram.agent.client.site;

import dev.engram.agent.trace.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Commands of client libraries that tell their end after they have told the application, and who wants to know it before: what
 * the application does with a reply is not the command's time, and may be long.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Each that was added is called once, or never if the library is not woven: who adds one must also learn of the end in
 *       another way.
 *   <li>At most {@value #MAX} are known; more are not taken.
 * </ol>
 *
 * <p>Thread-safe, without a lock.
 */
public final class Endings {

    private static final int MAX = 20_000;

    private static final WeakIdentityMap<Ending> ALL = new WeakIdentityMap<>();

    private Endings() {}

    /** Called once the reply is there, on the thread that brings it. */
    public interface Ending {

        /**
         * The reply is there.
         *
         * @param thrown the exception that came instead; null for none, or where the command itself tells it
         */
        void ended(Object command, @Nullable Throwable thrown);
    }

    /** Has {@code ending} be called when a command has its reply; it may have it already. */
    public static void add(Object command, Ending ending) {
        if (ALL.size() < MAX) {
            ALL.putIfAbsent(command, ending);
        }
    }

    /** A command has its reply, and the application will be told next. */
    public static void completed(Object command, @Nullable Throwable thrown) {
        Ending ending = ALL.isEmpty() ? null : ALL.remove(command);
        if (ending != null) {
            ending.ended(command, thrown);
        }
    }
}
