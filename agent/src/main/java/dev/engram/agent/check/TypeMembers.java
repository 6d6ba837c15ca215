package dev.engram.agent.check;

import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.FieldModel;
import dev.engram.agent.weave.classfile.MethodModel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a path can read of a type's own members.
 *
 * @param model the type
 */
record TypeMembers(ClassModel model) {

    /** Whether it declares an instance field of that name, whoever may see it. */
    boolean hasField(String name) {
        return model.fields().stream()
                .anyMatch(field -> !field.isStatic() && field.name().equals(name));
    }

    /**
     * The type of its own instance field; null without one.
     *
     * @param alsoPrivate whether it counts when it is not public
     */
    @Nullable
    String field(String name, boolean alsoPrivate) {
        return model.fields().stream()
                .filter(field -> !field.isStatic()
                        && (alsoPrivate || field.isPublic())
                        && field.name().equals(name))
                .map(FieldModel::type)
                .findFirst()
                .orElse(null);
    }

    /** The result's type of its own instance method without parameters; null without one that returns something. */
    @Nullable
    String accessor(String name) {
        String result = null;
        for (MethodModel method : model.methods()) {
            // A bridge has the wider result; reflection too prefers the other.
            if (isAccessor(method, name) && (result == null || !method.isBridge())) {
                result = method.result().getClassName();
            }
        }
        return result;
    }

    /** The names of its own instance fields, and of what its own public getters read. */
    Set<String> readable() {
        Set<String> names = new HashSet<>();
        for (FieldModel field : model.fields()) {
            if (!field.isStatic() && field.name().indexOf('$') < 0) {
                names.add(field.name());
            }
        }
        for (MethodModel method : model.methods()) {
            String name = method.name();
            if (method.isPublic()
                    && name.length() > 3
                    && name.startsWith("get")
                    && Character.isUpperCase(name.charAt(3))
                    && isAccessor(method, name)) {
                names.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
            }
        }
        return names;
    }

    /** Whether that method is public. */
    boolean isPublic(String accessor) {
        return model.methods().stream().anyMatch(method -> isAccessor(method, accessor) && method.isPublic());
    }

    private static boolean isAccessor(MethodModel method, String name) {
        return method.name().equals(name)
                && !method.isStatic()
                && method.descriptor().startsWith("()")
                && !method.descriptor().endsWith("V");
    }

    /** The names of its own public methods with parameters, but for static ones and those that the compiler added. */
    Set<String> operations() {
        Set<String> names = new HashSet<>();
        for (MethodModel method : model.methods()) {
            if (method.isPublic()
                    && !method.isStatic()
                    && !method.isSynthetic()
                    && !method.descriptor().startsWith("()")) {
                names.add(method.name());
            }
        }
        return names;
    }
}
