package dev.engram.agent.mdc;

import dev.engram.agent.log.Log;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Log4j's {@code StringMap}, as one class loader has it, since 2.9. Reached by method handles, since the agent's loader does not
 * see Log4j. Thread-safe.
 */
final class StringMaps {

    private static final String UTIL = "org.apache.logging.log4j.util.";

    /** By the class of a map. A class value keeps no class loader. */
    private static final ClassValue<Optional<StringMaps>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<StringMaps> compute(Class<?> type) {
            return find(type);
        }
    };

    /** {@code boolean has(Object map, String key)}. */
    private final MethodHandle has;

    /** {@code Object copy(Object map)}, not frozen. */
    private final MethodHandle copy;

    /** {@code void put(Object map, String key, Object value)}. */
    private final MethodHandle put;

    private StringMaps(Class<?> readable, Class<?> map) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> sorted = Class.forName(UTIL + "SortedArrayStringMap", false, map.getClassLoader());
        has = lookup.unreflect(readable.getMethod("containsKey", String.class))
                .asType(MethodType.methodType(boolean.class, Object.class, String.class));
        copy = lookup.unreflectConstructor(sorted.getConstructor(readable))
                .asType(MethodType.methodType(Object.class, Object.class));
        put = lookup.unreflect(map.getMethod("putValue", String.class, Object.class))
                .asType(MethodType.methodType(void.class, Object.class, String.class, Object.class));
    }

    private static Optional<StringMaps> find(Class<?> type) {
        try {
            Class<?> readable = Supertypes.nearest(type, each -> each.getName().equals(UTIL + "ReadOnlyStringMap"));
            Class<?> map = Supertypes.nearest(type, each -> each.getName().equals(UTIL + "StringMap"));
            return readable == null || map == null ? Optional.empty() : Optional.of(new StringMaps(readable, map));
        } catch (ReflectiveOperationException | LinkageError other) {
            Log.debug("The context of Log4j gets no trace: " + other + ".");
            return Optional.empty();
        }
    }

    /** Null for what is no such map. */
    static @Nullable StringMaps of(Class<?> type) {
        return KNOWN.get(type).orElse(null);
    }

    boolean has(Object map, String key) throws Throwable {
        return (boolean) has.invokeExact(map, key);
    }

    Object copy(Object map) throws Throwable {
        return (Object) copy.invokeExact(map);
    }

    void put(Object map, String key, @Nullable Object value) throws Throwable {
        put.invokeExact(map, key, value);
    }
}
