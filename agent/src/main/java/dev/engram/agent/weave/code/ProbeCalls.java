package dev.engram.agent.weave.code;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.bootstrap.Probe;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Writes the calls of {@link Probe} of one woven method; {@link WovenMethod} puts them at their places and guards them. */
abstract class ProbeCalls {

    static final String PROBE = Type.getInternalName(Probe.class);

    final Variables variables;
    final Type result;
    final MethodVisitor out;

    ProbeCalls(MethodModel method, Variables variables, MethodVisitor out) {
        this.variables = variables;
        this.result = method.result();
        this.out = out;
    }

    /** The calls for the method's kind of result. */
    static ProbeCalls of(MethodModel method, MethodAdvice advice, Variables variables, MethodVisitor out) {
        return advice.result() == ResultKind.NOW
                ? new ImmediateResult(method, advice, variables, out)
                : new AsyncResult(method, advice, variables, out);
    }

    /** Calls {@link Probe} at the method's beginning and keeps what it returns in the variable of the enter value. */
    abstract void enter();

    /** Calls {@link Probe} with the result, which lies in the variable of the exit value. */
    abstract void exitReturning();

    /** Calls {@link Probe} with the exception, which lies in the variable of the exit value. */
    abstract void exitThrowing();

    void keepEnterValue() {
        out.visitVarInsn(Opcodes.ASTORE, variables.enterValue());
    }

    void loadEnterValue() {
        out.visitVarInsn(Opcodes.ALOAD, variables.enterValue());
    }
}
