package dev.engram.collector.forward;

import org.jspecify.annotations.Nullable;

/** What lies beneath an exception. */
final class Causes {

    /** Chains of causes may be rings. */
    private static final int DEPTH = 20;

    private Causes() {}

    static Throwable root(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The first of that type in the chain of causes; null where there is none. */
    static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < DEPTH && cause != null; i++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
