package dev.engram.agent.telemetry.value;

import dev.engram.agent.types.TypeValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field that the JSON of its class shows.
 *
 * @param field made accessible
 */
record JsonField(String name, Field field) {

    /** They lie in the class itself and go with it. */
    private static final ClassValue<JsonField[]> BY_TYPE = new TypeValue<>() {
        @Override
        protected JsonField[] compute(Class<?> type) {
            return find(type);
        }
    };

    /** Those of the class and its superclasses; the nearest, where several have one name. Not to be changed. */
    static JsonField[] of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    private static JsonField[] find(Class<?> type) {
        Map<String, JsonField> byName = new LinkedHashMap<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                boolean isShown =
                        !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers) && !field.isSynthetic();
                if (isShown && !byName.containsKey(field.getName())) {
                    field.setAccessible(true);
                    byName.put(field.getName(), new JsonField(field.getName(), field));
                }
            }
        }
        return byName.values().toArray(new JsonField[0]);
    }

    /** The field's value in {@code object}. */
    @Nullable
    Object get(Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
