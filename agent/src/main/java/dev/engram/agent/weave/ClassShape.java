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
    private final boolean isInterface;
    private final List<MethodShape> methods;

    private ClassShape(ClassReader reader, List<MethodShape> methods) {
        this.name = reader.getClassName().replace('/', '.');
        this.isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
        this.methods = List.copyOf(methods);
    }

    static ClassShape read(ClassReader reader) {
        Methods found = new Methods();
        reader.accept(found, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassShape(reader, found.shapes);
    }

    /** With dots. */
    String name() {
        return name;
    }

    boolean isInterface() {
        return isInterface;
    }

    /** In the order of the class file. */
    List<MethodShape> methods() {
        return methods;
    }

    private static final class Methods extends ClassVisitor {
        final List<MethodShape> shapes = new ArrayList<>();

        Methods() {
            super(Opcodes.ASM9);
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

                @Override
                public void visitMaxs(int maxStack, int maxLocals) {
                    locals = maxLocals;
                }

                @Override
                public void visitEnd() {
                    shapes.add(new MethodShape(access, name, descriptor, locals));
                }
            };
        }
    }
}
