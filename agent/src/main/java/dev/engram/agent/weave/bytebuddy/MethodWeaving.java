package dev.engram.agent.weave.bytebuddy;

import dev.engram.agent.weave.MethodAdvice;
import dev.engram.agent.weave.WovenMethod;
import java.util.Map;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves methods of one type as Engram's agent does; see {@link WovenMethod} for what is written, and for how it compares
 * with Byte Buddy's {@code Advice}. To be used with the writer flag {@link ClassWriter#COMPUTE_MAXS} and the reader flag
 * {@link ClassReader#EXPAND_FRAMES}, as {@link RuleWeaving#visitor} does. Immutable.
 */
public final class MethodWeaving implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

    private final Map<String, MethodAdvice> advice;

    /** @param advice by the method's name and descriptor, joined; other methods stay as they are */
    public MethodWeaving(Map<String, MethodAdvice> advice) {
        this.advice = Map.copyOf(advice);
    }

    /** @throws IllegalArgumentException without these flags */
    @Override
    public MethodVisitor wrap(
            TypeDescription type,
            MethodDescription method,
            MethodVisitor out,
            Implementation.Context context,
            TypePool pool,
            int writerFlags,
            int readerFlags) {
        MethodAdvice found = advice.get(MethodMatcher.signature(method));
        if (found == null || method.isAbstract() || method.isNative()) {
            return out;
        }
        if ((writerFlags & (ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES)) == 0
                || (readerFlags & ClassReader.EXPAND_FRAMES) == 0) {
            throw new IllegalArgumentException("Engram's weaving of " + method
                    + " needs the maximal stack computed and frames expanded. Set writerFlags(ClassWriter.COMPUTE_MAXS)"
                    + " and readerFlags(ClassReader.EXPAND_FRAMES) on the ForDeclaredMethods wrapper.");
        }
        return new BufferedMethod(
                type.getInternalName(), context.getClassFileVersion(), method.getActualModifiers(), method, found, out);
    }
}
