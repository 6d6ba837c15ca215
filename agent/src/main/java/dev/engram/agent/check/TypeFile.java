package dev.engram.agent.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** What a path can read of a type, as its class file alone says it. Immutable. */
final class TypeFile {

    private final boolean isFinal;
    private final boolean isInterface;
    private final @Nullable String superclass;
    private final List<String> interfaces;
    private final Set<String> fields;
    private final Map<String, String> publicFields;
    private final Map<String, String> accessors;
    private final Set<String> publicAccessors;
    private final Set<String> operations;

    private TypeFile(ClassReader reader, Members members) {
        this.isFinal = (reader.getAccess() & Opcodes.ACC_FINAL) != 0;
        this.isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
        String parent = reader.getSuperName();
        this.superclass = parent == null ? null : parent.replace('/', '.');
        List<String> names = new ArrayList<>();
        for (String each : reader.getInterfaces()) {
            names.add(each.replace('/', '.'));
        }
        this.interfaces = List.copyOf(names);
        this.fields = Set.copyOf(members.fields);
        this.publicFields = Map.copyOf(members.publicFields);
        this.accessors = Map.copyOf(members.accessors);
        this.publicAccessors = Set.copyOf(members.publicAccessors);
        this.operations = Set.copyOf(members.operations);
    }

    /**
     * Reads a class file.
     *
     * @throws RuntimeException of any kind when it is broken
     */
    static TypeFile read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        Members members = new Members();
        reader.accept(members, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new TypeFile(reader, members);
    }

    boolean isFinal() {
        return isFinal;
    }

    boolean isInterface() {
        return isInterface;
    }

    /** Null of {@code java.lang.Object}. */
    @Nullable
    String superclass() {
        return superclass;
    }

    List<String> interfaces() {
        return interfaces;
    }

    /** Whether it declares an instance field of that name, whoever may see it. */
    boolean hasField(String name) {
        return fields.contains(name);
    }

    /** The type of its own public instance field; null without one. */
    @Nullable
    String publicField(String name) {
        return publicFields.get(name);
    }

    /** The result's type of its own instance method without parameters; null without one that returns something. */
    @Nullable
    String accessor(String name) {
        return accessors.get(name);
    }

    /** Whether that method is public. */
    boolean isPublic(String accessor) {
        return publicAccessors.contains(accessor);
    }

    /** The names of its own public methods with parameters, but for static ones and those that the compiler added. */
    Set<String> operations() {
        return operations;
    }

    private static final class Members extends ClassVisitor {
        private final Set<String> fields = new HashSet<>();
        private final Map<String, String> publicFields = new HashMap<>();
        private final Map<String, String> accessors = new HashMap<>();
        private final Set<String> publicAccessors = new HashSet<>();
        private final Set<String> operations = new HashSet<>();

        Members() {
            super(Opcodes.ASM9);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            if ((access & Opcodes.ACC_STATIC) == 0) {
                fields.add(name);
                if ((access & Opcodes.ACC_PUBLIC) != 0) {
                    publicFields.put(name, Type.getType(descriptor).getClassName());
                }
            }
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            boolean isPublic = (access & Opcodes.ACC_PUBLIC) != 0;
            if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC)) == 0
                    && isPublic
                    && !descriptor.startsWith("()")) {
                operations.add(name);
            }
            String result = Type.getReturnType(descriptor).getClassName();
            if ((access & Opcodes.ACC_STATIC) == 0 && descriptor.startsWith("()") && !result.equals("void")) {
                if (isPublic) {
                    publicAccessors.add(name);
                }
                // A bridge has the wider result; reflection too prefers the other.
                boolean isBridge = (access & Opcodes.ACC_BRIDGE) != 0;
                if (!isBridge || !accessors.containsKey(name)) {
                    accessors.put(name, result);
                }
            }
            return null;
        }
    }
}
