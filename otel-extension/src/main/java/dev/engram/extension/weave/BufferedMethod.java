package dev.engram.extension.weave;

import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.code.WovenMethod;
import java.util.function.UnaryOperator;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one method until it is complete, then has {@link WovenMethod} write it: Engram's variables lie behind the method's
 * own, and how many these are is told last. The method is kept as a class file of its own, which ASM writes and reads, before
 * it is woven and afterwards: frames come and go in the form that whoever else visits the class expects, compressed or
 * expanded. Not thread-safe.
 */
final class BufferedMethod extends MethodVisitor {

    private final String owner;
    private final ClassFileVersion version;
    private final MethodAdvice advice;
    private final int readerFlags;
    private final MethodVisitor out;
    private final ClassWriter buffer;

    /** @param readerFlags those that the class is read with; of them {@link ClassReader#EXPAND_FRAMES} counts */
    BufferedMethod(
            String owner,
            ClassFileVersion version,
            int access,
            MethodDescription method,
            MethodAdvice advice,
            int readerFlags,
            MethodVisitor out) {
        super(Opcodes.ASM9);
        this.owner = owner;
        this.version = version;
        this.advice = advice;
        this.readerFlags = readerFlags;
        this.out = out;
        buffer = newBuffer();
        mv = buffer.visitMethod(access, method.getInternalName(), method.getDescriptor(), null, null);
    }

    private ClassWriter newBuffer() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(version.getMinorMajorVersion(), Opcodes.ACC_PUBLIC, owner, null, "java/lang/Object", null);
        return writer;
    }

    @Override
    public void visitEnd() {
        super.visitEnd();
        buffer.visitEnd();
        byte[] before = buffer.toByteArray();
        MethodModel model = ClassModel.read(before).methods().get(0);
        boolean hasFrames = version.isAtLeast(ClassFileVersion.JAVA_V6);
        ClassWriter woven = newBuffer();
        read(before, ClassReader.EXPAND_FRAMES, woven, to -> new WovenMethod(owner, model, advice, hasFrames, to));
        woven.visitEnd();
        read(woven.toByteArray(), readerFlags & ClassReader.EXPAND_FRAMES, null, ignored -> out);
    }

    /**
     * Reads the one method of a class file.
     *
     * @param next where a method of its name is made; null for nowhere
     * @param visitors gives what reads the method, of that one
     */
    private static void read(
            byte[] classFile, int flags, @Nullable ClassVisitor next, UnaryOperator<@Nullable MethodVisitor> visitors) {
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public @Nullable MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    @Nullable String signature,
                                    String @Nullable [] exceptions) {
                                return visitors.apply(
                                        next == null
                                                ? null
                                                : next.visitMethod(access, name, descriptor, signature, exceptions));
                            }
                        },
                        flags);
    }
}
