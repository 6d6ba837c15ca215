package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reactor's context, as one class loader has it: what a subscriber tells those to whom it subscribes, whatever threads they
 * work on. A call is told there to what it subscribes to, so that a call beneath it finds it also where a thread of other work
 * begins that one. Reached by method handles, since the agent's loader does not see Reactor. Thread-safe.
 */
final class ReactorContext {

    /** Of the method that tells it, in {@code reactor.core.CoreSubscriber}. */
    static final String CURRENT = "currentContext";

    private static final String SUBSCRIBER = "reactor.core.CoreSubscriber";

    /** What the application sees that prints its context. */
    private static final Object KEY = new Object() {
        @Override
        public String toString() {
            return "engram";
        }
    };

    /** By the class of a subscriber. A class value keeps no class loader. */
    private static final ClassValue<Optional<ReactorContext>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<ReactorContext> compute(Class<?> type) {
            return find(type);
        }
    };

    /** Whether a call was ever told; as long as none was, nobody is asked. */
    private static volatile boolean isUsed;

    /** {@code Object current(Object subscriber)}. */
    private final MethodHandle current;

    /** {@code Object get(Object context, Object key, Object otherwise)}. */
    private final MethodHandle get;

    /** {@code Object put(Object context, Object key, Object value)}. */
    private final MethodHandle put;

    private ReactorContext(Class<?> subscriber) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> context = subscriber.getMethod(CURRENT).getReturnType();
        current = lookup.unreflect(subscriber.getMethod(CURRENT)).asType(MethodType.genericMethodType(1));
        get = lookup.unreflect(context.getMethod("getOrDefault", Object.class, Object.class))
                .asType(MethodType.genericMethodType(3));
        put = lookup.unreflect(context.getMethod("put", Object.class, Object.class))
                .asType(MethodType.genericMethodType(3));
    }

    private static Optional<ReactorContext> find(Class<?> type) {
        Class<?> subscriber = Supertypes.nearest(type, each -> each.getName().equals(SUBSCRIBER));
        if (subscriber != type) {
            return subscriber == null ? Optional.empty() : KNOWN.get(subscriber);
        }
        try {
            return Optional.of(new ReactorContext(type));
        } catch (ReflectiveOperationException | LinkageError other) {
            Log.debug("The context of Reactor is not read: " + other + ".");
            return Optional.empty();
        }
    }

    /** Says that there are calls to be told from now on. */
    static void use() {
        if (!isUsed) {
            isUsed = true;
        }
    }

    /** The call that a subscriber is a part of, by {@link OpenCall#asParent}; null where it tells none. */
    static @Nullable OpenCall callOf(Object subscriber) {
        ReactorContext reactor = isUsed ? KNOWN.get(subscriber.getClass()).orElse(null) : null;
        if (reactor == null) {
            return null;
        }
        try {
            Object context = (Object) reactor.current.invokeExact(subscriber);
            Object found = (Object) reactor.get.invokeExact(context, KEY, (Object) null);
            return found instanceof OpenCall call ? call : null;
        } catch (Throwable ofTheApplication) {
            // Its own subscriber throws; what it subscribes to will find out.
            return null;
        }
    }

    /**
     * A subscriber's context that tells a call besides.
     *
     * @param context of {@code subscriber}
     * @return {@code context} itself where that cannot be done
     */
    static @Nullable Object with(Object subscriber, @Nullable Object context, OpenCall call) {
        ReactorContext reactor = KNOWN.get(subscriber.getClass()).orElse(null);
        if (reactor == null || context == null) {
            return context;
        }
        try {
            return (Object) reactor.put.invokeExact(context, KEY, (Object) call.asParent());
        } catch (Throwable failed) {
            return context;
        }
    }
}
