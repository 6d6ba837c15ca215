package dev.engram.agent.async;

import java.util.List;
import java.util.Set;

/** When a method's result is there, by its declaration. */
public enum ResultKind {
    /** When the method returns. */
    NOW,
    /** Later: the work has begun, and the returned object tells its end. */
    LATER,
    /** As {@link #LATER}; the returned object may be one to subscribe to, whose first subscription tells the end. */
    STREAM,
    /** After somebody subscribes to the returned object, for each subscription anew. */
    LAZY,
    /** When a Kotlin function that suspends comes to its end. */
    SUSPENDING;

    private static final Set<String> PROMISES =
            Set.of("java.util.concurrent.CompletionStage", "java.util.concurrent.Future");

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    /**
     * The kind of a method, {@link #NOW} for any declared type that is not known by its own name.
     *
     * @param result the declared type, erased, as in source
     * @param params the parameters' types, likewise
     */
    public static ResultKind of(String result, List<String> params) {
        if (LazyType.isNamed(result)) {
            return LAZY;
        }
        boolean isSuspending = result.equals("java.lang.Object")
                && !params.isEmpty()
                && params.get(params.size() - 1).equals(CONTINUATION);
        return isSuspending ? SUSPENDING : NOW;
    }

    /** Whether a type of this name, or one that has it among its supertypes, tells the end of work that has begun. */
    public static boolean isPromise(String typeName) {
        return PROMISES.contains(typeName);
    }
}
