package dev.engram.extension.weave;

import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.code.WovenMethod;
import java.util.Map;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves methods of one type as Engram's agent does; see {@link WovenMethod} for what is written, and for how it compares
 * with Byte Buddy's {@code Advice}. It asks for no flag of the reader or the writer, so that it can be used beside any other
 * advice. Immutable.
 */
public final class MethodWeaving implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {

    private final Map<String, MethodAdvice> advice;

    /** @param advice by the method's name and descriptor, joined; other methods stay as they are */
    public MethodWeaving(Map<String, MethodAdvice> advice) {
        this.advice = Map.copyOf(advice);
    }

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
        return new BufferedMethod(
                type.getInternalName(),
                context.getClassFileVersion(),
                method.getActualModifiers(),
                method,
                found,
                readerFlags,
                out);
    }
}
