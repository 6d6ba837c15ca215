package dev.engram.agent.rule;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a class gives a name: accessor, getter, public field. It looks through the class, its superclasses and all
 * their interfaces and takes the first that the agent may call, so that a class hidden in its module is read through a
 * public interface of it. Not thread-safe; used once.
 */
final class MemberFinder {

    private final Class<?> type;
    private final String name;
    private final String capital;

    /** Set when there is such a member but its module keeps it to itself. */
    private @Nullable Class<?> closed;

    private @Nullable String broken;

    MemberFinder(Class<?> type, String name) {
        this.type = type;
        this.name = name;
        this.capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Null when there is none; {@link #complaint} says why. */
    @Nullable
    Member find() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Method method = hasField() ? method(name, false) : null;
            method = method != null ? method : method("get" + capital, false);
            method = method != null ? method : method("is" + capital, true);
            if (method != null) {
                return Member.of(lookup.unreflect(method));
            }
            Field field = publicField();
            return field == null ? null : Member.of(lookup.unreflectGetter(field));
        } catch (IllegalAccessException | RuntimeException | LinkageError thrown) {
            // For example a class that a signature names and that is not on the class path.
            broken = thrown.getClass().getName();
            return null;
        }
    }

    /** Why there is none, without a full stop. */
    String complaint() {
        if (broken != null) {
            return type.getName() + " cannot be looked into (" + broken + ")";
        }
        Class<?> hidden = closed;
        if (hidden != null) {
            return "'" + name + "' of " + hidden.getName() + " is closed, for " + hidden.getModule()
                    + " does not open the package " + hidden.getPackageName();
        }
        if (Character.isDigit(name.charAt(0))) {
            return type.getName() + " is no list, array or map, and has no element " + name;
        }
        return type.getName() + " has no accessor " + name + "(), getter get" + capital
                + "(), map key or public field '" + name + "'";
    }

    /** A method named like one of the class's fields reads it; any other might do anything. Records always pass. */
    private boolean hasField() {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable Method method(String method, boolean truth) {
        Deque<Class<?>> interfaces = new ArrayDeque<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Method found = declared(each, method, truth);
            if (found != null) {
                return found;
            }
            interfaces.addAll(Set.of(each.getInterfaces()));
        }
        Set<Class<?>> seen = new HashSet<>();
        while (!interfaces.isEmpty()) {
            Class<?> each = interfaces.remove();
            if (seen.add(each)) {
                Method found = declared(each, method, truth);
                if (found != null) {
                    return found;
                }
                interfaces.addAll(Set.of(each.getInterfaces()));
            }
        }
        return null;
    }

    /** @param truth whether only a boolean result will do */
    private @Nullable Method declared(Class<?> declaring, String method, boolean truth) {
        Method found;
        try {
            found = declaring.getDeclaredMethod(method);
        } catch (NoSuchMethodException absent) {
            return null;
        }
        Class<?> result = found.getReturnType();
        boolean fits = !Modifier.isStatic(found.getModifiers())
                && result != void.class
                && (!truth || result == boolean.class || result == Boolean.class);
        return fits && isOpen(found, found.getModifiers(), declaring) ? found : null;
    }

    private @Nullable Field publicField() {
        try {
            Field field = type.getField(name);
            boolean fits = !Modifier.isStatic(field.getModifiers());
            return fits && isOpen(field, field.getModifiers(), field.getDeclaringClass()) ? field : null;
        } catch (NoSuchFieldException absent) {
            return null;
        }
    }

    private boolean isOpen(AccessibleObject member, int modifiers, Class<?> declaring) {
        boolean isPublic = Modifier.isPublic(modifiers)
                && Modifier.isPublic(declaring.getModifiers())
                && declaring.getModule().isExported(declaring.getPackageName(), MemberFinder.class.getModule());
        if (isPublic || member.trySetAccessible()) {
            return true;
        }
        closed = declaring;
        return false;
    }
}
