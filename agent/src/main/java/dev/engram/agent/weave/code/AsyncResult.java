package dev.engram.agent.weave.code;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.weave.classfile.MethodModel;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** The calls around a method whose result comes later than its return. See {@link ResultKind}. */
final class AsyncResult extends RecordedCall {

    private static final String ENTER_SUSPENDING =
            "(ILjava/lang/Object;" + ArgumentWriter.RECEIVER_AND_ARGUMENTS + ")Ljava/lang/Object;";
    private static final String CONTINUATION = "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String EXIT_ASYNC =
            "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)Ljava/lang/Object;";

    private final MethodModel method;
    private final ResultKind kind;

    AsyncResult(MethodModel method, MethodAdvice advice, Variables variables, MethodVisitor out) {
        super(method, advice, variables, out);
        this.method = method;
        this.kind = advice.result();
    }

    @Override
    void enter() {
        switch (kind) {
            case SUSPENDING -> enterSuspending();
            case LAZY -> enterBy("assemble");
            default -> enterBy("enter");
        }
    }

    /** A continuation is the last argument of a suspending method, and is replaced by the recorder's. */
    private void enterSuspending() {
        Type[] types = method.parameters();
        int continuation = variables.argument(types.length - 1);
        arguments.siteId();
        out.visitVarInsn(Opcodes.ALOAD, continuation);
        arguments.receiverAndArguments();
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "enterSuspending", ENTER_SUSPENDING, false);
        keepEnterValue();
        loadEnterValue();
        out.visitVarInsn(Opcodes.ALOAD, continuation);
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "continuation", CONTINUATION, false);
        out.visitTypeInsn(Opcodes.CHECKCAST, types[types.length - 1].getInternalName());
        out.visitVarInsn(Opcodes.ASTORE, continuation);
    }

    /** Should the call fail, the variable still holds what the method itself returned. */
    @Override
    void exitReturning() {
        loadEnterValue();
        if (result.getSort() == Type.VOID) {
            out.visitInsn(Opcodes.ACONST_NULL);
        } else {
            out.visitVarInsn(Opcodes.ALOAD, variables.exitValue());
        }
        out.visitInsn(Opcodes.ACONST_NULL);
        exitAsync();
        if (kind == ResultKind.LAZY || kind == ResultKind.STREAM) {
            out.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
            out.visitVarInsn(Opcodes.ASTORE, variables.exitValue());
        } else {
            // It is the very object that was handed over.
            out.visitInsn(Opcodes.POP);
        }
    }

    @Override
    void exitThrowing() {
        loadThrown();
        exitAsync();
        out.visitInsn(Opcodes.POP);
    }

    private void exitAsync() {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exitAsync", EXIT_ASYNC, false);
    }
}
