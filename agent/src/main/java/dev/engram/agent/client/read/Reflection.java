package dev.engram.agent.client.read;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of a client library's classes, which the agent's loader cannot see, by name. A member that a version of
 * the library does not have reads as null. Finds each member once per class. Thread-safe.
 */
public final class Reflection {

    private final ClassValue<Map<String, Optional<AccessibleObject>>> members = new ClassValue<>() {
        @Override
        protected Map<String, Optional<AccessibleObject>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    /** What the method without parameters returns; null when there is no such method, or it throws. */
    public @Nullable Object call(@Nullable Object target, String method) {
        if (target == null) {
            return null;
        }
        try {
            Method found = (Method) member(target, method, type -> {
                try {
                    return type.getDeclaredMethod(method);
                } catch (NoSuchMethodException absent) {
                    return null;
                }
            });
            return found == null ? null : found.invoke(target);
        } catch (ReflectiveOperationException failed) {
            return null;
        }
    }

    /** The field's value; null when there is no such field. */
    public @Nullable Object field(@Nullable Object target, String field) {
        if (target == null) {
            return null;
        }
        try {
            Field found = (Field) member(target, "." + field, type -> {
                try {
                    return type.getDeclaredField(field);
                } catch (NoSuchFieldException absent) {
                    return null;
                }
            });
            return found == null ? null : found.get(target);
        } catch (ReflectiveOperationException failed) {
            return null;
        }
    }

    private @Nullable AccessibleObject member(
            Object target, String key, Function<Class<?>, @Nullable AccessibleObject> finder) {
        return members.get(target.getClass())
                .computeIfAbsent(key, ignored -> {
                    for (Class<?> each = target.getClass(); each != null; each = each.getSuperclass()) {
                        AccessibleObject found = finder.apply(each);
                        if (found != null) {
                            return found.trySetAccessible() ? Optional.of(found) : Optional.empty();
                        }
                    }
                    return Optional.empty();
                })
                .orElse(null);
    }
}
