package dev.engram.agent.record;

import dev.engram.agent.rule.ProxyClasses;
import dev.engram.agent.types.TypeValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** Objects that pass a call on to another one. Stateless; calls no code of the application. */
final class Delegates {

    /** The fields of a class, and of those that it extends, that may hold another object; those that cannot be read are left out. */
    private static final ClassValue<Field[]> FIELDS = new TypeValue<>() {
        @Override
        protected Field[] compute(Class<?> type) {
            return find(type);
        }
    };

    /** Whether the objects of a class are proxies. */
    private static final ClassValue<Boolean> STANDS_FOR_ANOTHER = new TypeValue<>() {
        @Override
        protected Boolean compute(Class<?> type) {
            return ProxyClasses.isProxy(type) || isMade(type);
        }
    };

    private Delegates() {}

    /**
     * Whether an object stands for another one: a proxy, as containers make them, or a decorator with a field that holds it.
     */
    @SuppressWarnings("ReferenceEquality")
    static boolean isDelegate(Object outer, Object inner) {
        Class<?> type = outer.getClass();
        if (STANDS_FOR_ANOTHER.get(type)) {
            return true;
        }
        for (Field each : FIELDS.get(type)) {
            try {
                if (each.get(outer) == inner) {
                    return true;
                }
            } catch (IllegalAccessException refused) {
                // It was made accessible; then the other fields can be read all the same.
            }
        }
        return false;
    }

    /** Whether the name is one of those that compilers and containers give. */
    private static boolean isMade(Class<?> type) {
        return type.isSynthetic()
                || type.getName().contains("$$")
                || type.getName().endsWith("$Intercepted")
                || type.getName().endsWith("__Intercepted");
    }

    private static Field[] find(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            try {
                for (Field field : each.getDeclaredFields()) {
                    if (!field.getType().isPrimitive()
                            && !Modifier.isStatic(field.getModifiers())
                            && field.trySetAccessible()) {
                        found.add(field);
                    }
                }
            } catch (LinkageError missing) {
                // A field's type is not there: of this class nothing can be said.
            }
        }
        return found.toArray(new Field[0]);
    }
}
