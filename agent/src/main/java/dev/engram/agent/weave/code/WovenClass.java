package dev.engram.agent.weave.code;

import dev.engram.agent.weave.classfile.MethodModel;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Copies a class file and weaves some of its methods. No member is added, and the others are copied byte by byte. */
public final class WovenClass extends ClassVisitor {

    private final String name;
    private final boolean hasFrames;
    private final Map<String, MethodModel> methods = new HashMap<>();
    private final Map<MethodModel, MethodAdvice> advice;

    private WovenClass(ClassReader reader, Map<MethodModel, MethodAdvice> advice, ClassWriter out) {
        super(Opcodes.ASM9, out);
        this.name = reader.getClassName();
        this.hasFrames = hasFrames(reader);
        this.advice = advice;
        advice.keySet().forEach(method -> methods.put(method.signature(), method));
    }

    /** Whether the class file's version knows stack map frames. */
    public static boolean hasFrames(ClassReader reader) {
        // The major version stands in bytes 6 and 7.
        return reader.readUnsignedShort(6) >= Opcodes.V1_6;
    }

    /** The woven class file. */
    public static byte[] write(ClassReader reader, Map<MethodModel, MethodAdvice> advice) {
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new WovenClass(reader, advice, writer), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access,
            String methodName,
            String descriptor,
            @Nullable String signature,
            String @Nullable [] exceptions) {
        MethodVisitor out = super.visitMethod(access, methodName, descriptor, signature, exceptions);
        MethodModel method = methods.get(methodName + descriptor);
        MethodAdvice found = advice.get(method);
        return method == null || found == null ? out : new WovenMethod(name, method, found, hasFrames, out);
    }
}
