package dev.engram.agent.weave.classfile;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringJoiner;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * What members a class file declares, without their code.
 *
 * @param supertypes the superclass and the interfaces, by name
 * @param signatures {@code name} of each field, {@code name(java.lang.String, int)} of each method
 */
public record MemberNames(Set<String> supertypes, Set<String> signatures) {

    /**
     * Reads a class file.
     *
     * @throws RuntimeException of any kind when it is broken, or newer than ASM knows
     */
    public static MemberNames read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        Set<String> signatures = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable FieldVisitor visitField(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            @Nullable Object value) {
                        signatures.add(name);
                        return null;
                    }

                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        StringJoiner params = new StringJoiner(", ", "(", ")");
                        for (Type each : Type.getArgumentTypes(descriptor)) {
                            params.add(each.getClassName());
                        }
                        signatures.add(name + params);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        ClassHeader header = ClassHeader.of(reader);
        Set<String> supertypes = new LinkedHashSet<>(header.interfaces());
        if (header.superclass() != null) {
            supertypes.add(header.superclass());
        }
        return new MemberNames(Set.copyOf(supertypes), Set.copyOf(signatures));
    }
}
