package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.trace.CapturedContexts;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The call that a coroutine of Kotlin goes on with.
 *
 * <p>Each continuation knows its caller, the one that waits for its result, as debuggers need it. On the way outwards lie those
 * of {@link Suspension}: the first is the call that is asked for. Where there is none, the coroutine knows what was open where it
 * began ({@link CapturedContexts}). So no dispatcher has to be known, and nothing is added to a coroutine's context.
 *
 * <p>Reached by method handles, since the agent's loader does not see Kotlin. Thread-safe.
 */
final class Continuations {

    private static final String FRAME = "kotlin.coroutines.jvm.internal.CoroutineStackFrame";
    private static final String BASE = "kotlin.coroutines.jvm.internal.BaseContinuationImpl";

    /** Callers that wait for one another. Code that calls itself may be deeper, and begins traces of its own there. */
    private static final int MAX_DEPTH = 1_000;

    /** How to come outwards from an object of a class. A class value keeps no class loader. */
    private static final ClassValue<Optional<Continuations>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<Continuations> compute(Class<?> type) {
            return find(type);
        }
    };

    /** Whether there was ever a call that may be found; a coroutine goes on faster before. */
    private static volatile boolean isUsed;

    private final boolean tells;

    /** {@code Object getCallerFrame(Object frame)}. */
    private final MethodHandle caller;

    /** {@code Object getCompletion(Object continuation)}; null for what is no continuation of Kotlin's own. */
    private final @Nullable MethodHandle completion;

    /** {@code int label(Object continuation)}: at which of its suspensions it goes on; null where it does not tell. */
    private final @Nullable MethodHandle label;

    private Continuations(Class<?> type, Class<?> frame) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> base = Supertypes.nearest(type, each -> each.getName().equals(BASE));
        tells = Coroutines.tells(type);
        label = label(type);
        caller = lookup.unreflect(frame.getMethod("getCallerFrame")).asType(MethodType.genericMethodType(1));
        completion = base == null
                ? null
                : lookup.unreflect(base.getMethod("getCompletion")).asType(MethodType.genericMethodType(1));
    }

    private static Optional<Continuations> find(Class<?> type) {
        try {
            Class<?> frame = Supertypes.nearest(type, each -> each.getName().equals(FRAME));
            return frame == null ? Optional.empty() : Optional.of(new Continuations(type, frame));
        } catch (ReflectiveOperationException | LinkageError other) {
            Log.debug("Coroutines are not followed by their callers: " + other + ".");
            return Optional.empty();
        }
    }

    /** Kotlin's compiler gives it to each class of suspending code. */
    private static @Nullable MethodHandle label(Class<?> type) {
        try {
            Field field = type.getDeclaredField("label");
            field.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(int.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return null;
        }
    }

    /** Says that there are calls to be found from now on. */
    static void use() {
        if (!isUsed) {
            isUsed = true;
        }
    }

    /**
     * Has what begins now on the calling thread lie beneath the call that a continuation goes on with.
     *
     * @return what ends that; null where nothing changes
     */
    static @Nullable OpenCall resume(Object continuation) throws Throwable {
        if (!isUsed && CapturedContexts.isEmpty()) {
            return null;
        }
        OpenCall call = callOf(continuation);
        return call == null ? null : TraceStack.attachUnlessInnermost(call);
    }

    /** The call that what waits for a continuation goes on with. */
    static @Nullable OpenCall callAround(Object continuation) throws Throwable {
        Continuations access = KNOWN.get(continuation.getClass()).orElse(null);
        Object caller = access == null ? null : access.callerOf(continuation);
        return caller == null ? null : callOf(caller);
    }

    private static @Nullable OpenCall callOf(Object continuation) throws Throwable {
        Object each = continuation;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Continuations access = KNOWN.get(each.getClass()).orElse(null);
            if (access == null) {
                OpenCall began = CapturedContexts.of(each);
                return began == null || !began.isOver()
                        ? began
                        : CapturedContexts.ofResumed(each, began, state(continuation));
            }
            if (access.tells && ((Supplier<?>) each).get() instanceof Suspension suspension) {
                return suspension.asParent;
            }
            Object caller = access.callerOf(each);
            if (caller == null) {
                return null;
            }
            each = caller;
        }
        return null;
    }

    /** Where a continuation goes on, and all that wait for it, as one number. */
    private static long state(Object continuation) throws Throwable {
        long state = 0;
        Object each = continuation;
        for (int depth = 0; each != null && depth < MAX_DEPTH; depth++) {
            Continuations access = KNOWN.get(each.getClass()).orElse(null);
            if (access == null) {
                break;
            }
            MethodHandle place = access.label;
            int label = place == null ? 0 : (int) place.invokeExact(each);
            state = 31 * (31 * state + System.identityHashCode(each.getClass())) + label;
            each = access.callerOf(each);
        }
        return state;
    }

    /** What waits for the result: a continuation, or the coroutine itself. */
    private @Nullable Object callerOf(Object each) throws Throwable {
        Object frame = (Object) caller.invokeExact(each);
        return frame != null || completion == null ? frame : (Object) completion.invokeExact(each);
    }
}
