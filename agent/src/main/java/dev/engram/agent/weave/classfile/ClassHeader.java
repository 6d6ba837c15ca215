package dev.engram.agent.weave.classfile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * A type and the supertypes that its class file names.
 *
 * @param access the flags {@code ACC_…} of the class file format
 * @param superclass null for {@code java.lang.Object}
 * @param interfaces in the order of the class file
 */
public record ClassHeader(String name, int access, @Nullable String superclass, List<String> interfaces) {

    private static final String OBJECT = "java.lang.Object";

    /**
     * Reads a class file's header.
     *
     * @throws IllegalArgumentException when the class file is newer than ASM knows
     * @throws RuntimeException of another kind when it is broken
     */
    public static ClassHeader read(byte[] classFile) {
        return of(new ClassReader(classFile));
    }

    /**
     * Reads a class file's header; of one that is newer than ASM knows, nothing but the name is known.
     *
     * @throws RuntimeException of any kind when it is broken
     */
    public static ClassHeader readIfKnown(String name, byte[] classFile) {
        ClassReader reader;
        try {
            reader = new ClassReader(classFile);
        } catch (IllegalArgumentException newerThanAsm) {
            return nameOnly(name);
        }
        return of(reader);
    }

    /** The header of a type of which nothing else is known. */
    static ClassHeader nameOnly(String name) {
        return new ClassHeader(name, 0, null, List.of());
    }

    static ClassHeader of(ClassReader reader) {
        String superclass = reader.getSuperName();
        List<String> interfaces = new ArrayList<>();
        for (String each : reader.getInterfaces()) {
            interfaces.add(dotted(each));
        }
        return new ClassHeader(
                dotted(reader.getClassName()),
                reader.getAccess(),
                superclass == null ? null : dotted(superclass),
                List.copyOf(interfaces));
    }

    /** The header of a loaded type. */
    static ClassHeader of(Class<?> type) {
        Class<?> superclass = type.getSuperclass();
        return new ClassHeader(
                type.getName(),
                type.getModifiers(),
                superclass == null ? null : superclass.getName(),
                Stream.of(type.getInterfaces()).map(Class::getName).toList());
    }

    private static String dotted(String internalName) {
        // Thousands of headers are remembered, and most have this superclass.
        return internalName.equals("java/lang/Object") ? OBJECT : internalName.replace('/', '.');
    }

    public boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    public boolean isAbstract() {
        return (access & Opcodes.ACC_ABSTRACT) != 0;
    }

    public boolean isFinal() {
        return (access & Opcodes.ACC_FINAL) != 0;
    }
}
