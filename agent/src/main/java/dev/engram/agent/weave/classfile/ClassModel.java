package dev.engram.agent.weave.classfile;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A type with its members, read from its class file alone: no other type is looked up.
 *
 * @param fields in the order of the class file
 * @param methods in the order of the class file, constructors and initialisers too
 */
public record ClassModel(ClassHeader header, List<FieldModel> fields, List<MethodModel> methods) {

    /**
     * Reads a class file.
     *
     * @throws IllegalArgumentException when the class file is newer than ASM knows
     * @throws RuntimeException of another kind when it is broken
     */
    public static ClassModel read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        Members members = new Members(reader.getClassName());
        reader.accept(members, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassModel(ClassHeader.of(reader), List.copyOf(members.fields), List.copyOf(members.methods));
    }

    public String name() {
        return header.name();
    }

    public boolean isInterface() {
        return header.isInterface();
    }

    public boolean isAbstract() {
        return header.isAbstract();
    }

    private static final class Members extends ClassVisitor {
        private final List<FieldModel> fields = new ArrayList<>();
        private final List<MethodModel> methods = new ArrayList<>();
        private final String owner;

        Members(String owner) {
            super(Opcodes.ASM9);
            this.owner = owner;
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            fields.add(new FieldModel(access, name, Type.getType(descriptor).getClassName()));
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private int locals;
                private @Nullable String calls;

                @Override
                public void visitMethodInsn(
                        int opcode, String target, String targetName, String targetDescriptor, boolean ofInterface) {
                    if (target.equals(owner) && targetName.equals(name) && !targetDescriptor.equals(descriptor)) {
                        calls = targetDescriptor;
                    }
                }

                @Override
                public void visitMaxs(int maxStack, int maxLocals) {
                    locals = maxLocals;
                }

                @Override
                public void visitEnd() {
                    methods.add(new MethodModel(access, name, descriptor, locals, calls));
                }
            };
        }
    }
}
