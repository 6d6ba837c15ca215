package dev.engram.agent.weave.code;

import dev.engram.agent.weave.classfile.MethodModel;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** The calls around a method that has ended when it returns. */
final class ImmediateResult extends RecordedCall {

    private static final String EXIT = "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)V";

    private final boolean handsResultOver;

    ImmediateResult(MethodModel method, MethodAdvice advice, Variables variables, MethodVisitor out) {
        super(method, advice, variables, out);
        this.handsResultOver = advice.readsResult() && result.getSort() != Type.VOID;
    }

    @Override
    void enter() {
        enterBy("enter");
    }

    @Override
    void exitReturning() {
        loadEnterValue();
        if (handsResultOver) {
            new PrimitiveWriter(out).result(result, variables);
        } else {
            out.visitInsn(Opcodes.ACONST_NULL);
        }
        out.visitInsn(Opcodes.ACONST_NULL);
        exit();
    }

    @Override
    void exitThrowing() {
        loadThrown();
        exit();
    }

    private void exit() {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exit", EXIT, false);
    }
}
