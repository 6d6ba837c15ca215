package dev.engram.agent.telemetry.value;

import dev.engram.agent.rule.ProxyClasses;
import java.util.Collection;
import java.util.Hashtable;
import java.util.Map;
import java.util.Vector;

/**
 * Tells collections that only hold their elements from those that fetch them: a persistent bag loads from a database, a
 * distributed map from the network, and both may belong to the application's thread. Walked are the JDK's own, those
 * derived from a concrete one of {@code java.util}, and the immutable ones of Guava and Kotlin. Thread-safe.
 */
public final class InMemory {

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isKnown(type);
        }
    };

    private InMemory() {}

    /** True when {@code value} is a collection or map that may be walked. */
    public static boolean isCollection(Object value) {
        return is(value.getClass()) && !ProxyClasses.isProxyOrMock(value);
    }

    static boolean is(Class<?> type) {
        return (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) && KNOWN.get(type);
    }

    /**
     * Whether such a collection, one that {@link #is} in memory, can be walked without the application's code and without
     * waiting for a lock of the application's. A class of the application's own may have any method; those of the JDK that
     * stand around another collection call its methods.
     */
    static boolean isPlain(Class<?> type) {
        String name = type.getName();
        if (!name.startsWith("java.util.")) {
            return isGuava(name);
        }
        boolean isLocked = Vector.class.isAssignableFrom(type) || Hashtable.class.isAssignableFrom(type);
        boolean isAround = name.startsWith("java.util.Abstract")
                || name.startsWith("java.util.Reverse")
                || (name.startsWith("java.util.Collections$")
                        && !name.startsWith("java.util.Collections$Empty")
                        && !name.startsWith("java.util.Collections$Singleton")
                        && !name.equals("java.util.Collections$CopiesList"));
        return !isLocked && !isAround;
    }

    private static boolean isGuava(String name) {
        return name.startsWith("com.google.common.collect.Immutable")
                || name.startsWith("com.google.common.collect.Regular")
                || name.startsWith("com.google.common.collect.Singleton");
    }

    private static boolean isKnown(Class<?> type) {
        String name = type.getName();
        if (isGuava(name) || name.startsWith("kotlin.collections.")) {
            return true;
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().startsWith("java.util.")) {
                // AbstractMap and its like leave all that matters to the class below; a proper class of the JDK does
                // not.
                return each == type || !each.getSimpleName().startsWith("Abstract");
            }
        }
        // An interface has no superclass: what is behind it shows at runtime.
        return type.isInterface();
    }
}
