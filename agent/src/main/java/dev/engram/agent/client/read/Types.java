package dev.engram.agent.client.read;

import org.jspecify.annotations.Nullable;

/** Classes of a client library, which the agent's loader cannot see, by name. */
public final class Types {

    private Types() {}

    /** Whether an object's class is the one of that name or extends it. */
    public static boolean isA(@Nullable Object object, String typeName) {
        return object != null && named(object.getClass(), typeName) != null;
    }

    /** The class of that name that a class is or extends; null for none. */
    public static @Nullable Class<?> named(Class<?> type, String typeName) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(typeName)) {
                return each;
            }
        }
        return null;
    }
}
