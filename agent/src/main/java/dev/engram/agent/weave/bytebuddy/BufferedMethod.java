package dev.engram.agent.weave.bytebuddy;

import dev.engram.agent.weave.MethodAdvice;
import dev.engram.agent.weave.WovenMethod;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
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
 * own, and how many these are is told last. The method is kept as a class file of its own, which ASM writes and reads. Not
 * thread-safe.
 */
final class BufferedMethod extends MethodVisitor {

    private final String owner;
    private final ClassFileVersion version;
    private final MethodAdvice advice;
    private final MethodVisitor out;
    private final ClassWriter buffer;

    BufferedMethod(
            String owner,
            ClassFileVersion version,
            int access,
            MethodDescription method,
            MethodAdvice advice,
            MethodVisitor out) {
        super(Opcodes.ASM9);
        this.owner = owner;
        this.version = version;
        this.advice = advice;
        this.out = out;
        buffer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        buffer.visit(version.getMinorMajorVersion(), Opcodes.ACC_PUBLIC, owner, null, "java/lang/Object", null);
        mv = buffer.visitMethod(access, method.getInternalName(), method.getDescriptor(), null, null);
    }

    @Override
    public void visitEnd() {
        super.visitEnd();
        buffer.visitEnd();
        byte[] classFile = buffer.toByteArray();
        MethodModel model = ClassModel.read(classFile).methods().get(0);
        boolean hasFrames = version.isAtLeast(ClassFileVersion.JAVA_V6);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    @Nullable String signature,
                                    String @Nullable [] exceptions) {
                                return new WovenMethod(owner, model, advice, hasFrames, out);
                            }
                        },
                        ClassReader.EXPAND_FRAMES);
    }
}
