package dev.engram.agent.rule;

import dev.engram.agent.log.Log;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One name of a {@link Path}, resolved per class at its first use and remembered. Thread-safe.
 *
 * <p>A name that a class does not have reads as null and is said once, in the log.
 */
final class Step {

    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);
    private static final MethodHandle NOTHING =
            MethodHandles.dropArguments(MethodHandles.constant(Object.class, null), 0, Object.class);

    private final String name;
    private final String path;

    private final ClassValue<MethodHandle> readers = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            return reader(type);
        }
    };

    Step(String name, String path) {
        this.name = name;
        this.path = path;
    }

    String name() {
        return name;
    }

    @Nullable
    Object read(Object from) {
        Object object = from instanceof Optional ? ((Optional<?>) from).orElse(null) : from;
        if (object == null) {
            return null;
        }
        if (object instanceof Map) {
            return fromMap((Map<?, ?>) object);
        }
        if (name.equals("size")) {
            Integer size = size(object);
            if (size != null) {
                return size;
            }
        }
        try {
            return readers.get(object.getClass()).invokeExact(object);
        } catch (Throwable thrown) {
            if (thrown instanceof VirtualMachineError) {
                throw (VirtualMachineError) thrown;
            }
            Log.warnOnce("The path " + path + " could not be read: '" + name + "' of "
                    + object.getClass().getName() + " threw "
                    + thrown.getClass().getName() + ".");
            return null;
        }
    }

    private @Nullable Object fromMap(Map<?, ?> map) {
        if (name.equals("size") && !map.containsKey(name)) {
            return map.size();
        }
        try {
            return map.get(name);
        } catch (ClassCastException | NullPointerException keyOfAnotherType) {
            // A sorted map of other keys: it has no such entry.
            return null;
        }
    }

    private static @Nullable Integer size(Object object) {
        if (object instanceof Collection) {
            return ((Collection<?>) object).size();
        }
        if (object instanceof CharSequence) {
            return ((CharSequence) object).length();
        }
        return object.getClass().isArray() ? Array.getLength(object) : null;
    }

    /** Finds how {@code type} gives this name; {@link #NOTHING}, and a line in the log, when it does not. */
    private MethodHandle reader(Class<?> type) {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
            Method method = hasField(type) ? accessor(type, name, null) : null;
            if (method == null) {
                method = accessor(type, "get" + capital, null);
            }
            if (method == null) {
                method = accessor(type, "is" + capital, boolean.class);
            }
            if (method != null) {
                return lookup.unreflect(method).asType(READER);
            }
            Field field = publicField(type);
            if (field != null) {
                return lookup.unreflectGetter(field).asType(READER);
            }
            Log.warnOnce("The path " + path + " cannot be read: " + type.getName() + " has no accessor " + name
                    + "(), getter get" + capital + "(), map key or public field '" + name + "'.");
        } catch (IllegalAccessException | RuntimeException | LinkageError closed) {
            Log.warnOnce("The path " + path + " cannot be read: '" + name + "' of " + type.getName()
                    + " is closed to the agent (" + closed.getMessage() + ").");
        }
        return NOTHING;
    }

    /** A method named like one of the class's fields reads it; any other might do anything. Records always pass. */
    private boolean hasField(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Method accessor(Class<?> type, String method, @Nullable Class<?> wanted) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Method found = declared(each, method, wanted);
            if (found == null) {
                for (Class<?> declaring : each.getInterfaces()) {
                    found = found == null ? declared(declaring, method, wanted) : found;
                }
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Method declared(Class<?> type, String name, @Nullable Class<?> wanted) {
        try {
            Method method = type.getDeclaredMethod(name);
            boolean fits = !Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() != void.class
                    && (wanted == null || method.getReturnType() == wanted);
            return fits && open(method, type) ? method : null;
        } catch (NoSuchMethodException absent) {
            return null;
        }
    }

    private @Nullable Field publicField(Class<?> type) {
        try {
            Field field = type.getField(name);
            return !Modifier.isStatic(field.getModifiers()) && open(field, field.getDeclaringClass()) ? field : null;
        } catch (NoSuchFieldException absent) {
            return null;
        }
    }

    private static boolean open(AccessibleObject member, Class<?> declaring) {
        boolean isPublic = Modifier.isPublic(((Member) member).getModifiers())
                && Modifier.isPublic(declaring.getModifiers())
                && declaring.getModule().isExported(declaring.getPackageName(), Step.class.getModule());
        return isPublic || member.trySetAccessible();
    }
}
