package dev.engram.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** What weaving has to know of a class, read from its class file alone: no other type is looked up. Immutable. */
final class ClassShape {

    private final String name;
    private final int access;
    private final List<MethodShape> methods;

    private ClassShape(ClassReader reader, List<MethodShape> methods) {
        this.name = reader.getClassName().replace('/', '.');
        this.access = reader.getAccess();
        this.methods = List.copyOf(methods);
    }

    static ClassShape read(ClassReader reader) {
        Methods found = new Methods(reader.getClassName());
        reader.accept(found, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassShape(reader, found.shapes);
    }

    /** With dots. */
    String name() {
        return name;
    }

    boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    boolean isAbstract() {
        return (access & Opcodes.ACC_ABSTRACT) != 0;
    }

    /** In the order of the class file. */
    List<MethodShape> methods() {
        return methods;
    }

    private static final class Methods extends ClassVisitor {
        final List<MethodShape> shapes = new ArrayList<>();
        private final String owner;

        Methods(String owner) {
            super(Opcodes.ASM9);
            this.owner = owner;
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
                    shapes.add(new MethodShape(access, name, descriptor, locals, calls));
                }
            };
        }
    }
}
