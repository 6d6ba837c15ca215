package dev.engram.agent.async;

import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * Futures that call listeners, as Guava's {@code ListenableFuture}, its copies in other libraries, and {@code ApiFuture} do: by
 * {@code addListener(Runnable, Executor)} of a public interface. They call them in their order, so Engram's comes before the
 * application's. Thread-safe.
 */
final class Listenable {

    private static final String ADD = "addListener";

    /** {@code void add(Object future, Runnable listener, Executor executor)}. A class value keeps no class loader. */
    private static final ClassValue<Optional<MethodHandle>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<MethodHandle> compute(Class<?> type) {
            return find(type);
        }
    };

    private Listenable() {}

    private static Optional<MethodHandle> find(Class<?> type) {
        try {
            Class<?> listenable = Supertypes.nearest(type, Listenable::isListenable);
            if (listenable == null) {
                return Optional.empty();
            }
            Method add = listenable.getMethod(ADD, Runnable.class, Executor.class);
            return Optional.of(MethodHandles.publicLookup()
                    .unreflect(add)
                    .asType(MethodType.methodType(void.class, Object.class, Runnable.class, Executor.class)));
        } catch (ReflectiveOperationException | LinkageError other) {
            return Optional.empty();
        }
    }

    private static boolean isListenable(Class<?> type) {
        if (!type.isInterface() || !Modifier.isPublic(type.getModifiers()) || !Future.class.isAssignableFrom(type)) {
            return false;
        }
        try {
            type.getMethod(ADD, Runnable.class, Executor.class);
            return true;
        } catch (NoSuchMethodException | LinkageError other) {
            return false;
        }
    }

    /** Has {@code listener} be called once a future is done, if it is one that calls listeners; on whatever thread. */
    static void listen(Future<?> future, Runnable listener) {
        MethodHandle add = KNOWN.get(future.getClass()).orElse(null);
        if (add == null) {
            return;
        }
        try {
            add.invokeExact((Object) future, listener, (Executor) Runnable::run);
        } catch (Throwable ofTheApplication) {
            // Its own kind: it is asked whether it is done, as any other is.
        }
    }
}
