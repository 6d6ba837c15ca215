package dev.engram.agent.weave.code;

import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.bootstrap.Probe;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** The calls around a method that is recorded. */
abstract class RecordedCall extends ProbeCalls {

    private static final String ENTER = "(I" + ArgumentWriter.RECEIVER_AND_ARGUMENTS + ")Ljava/lang/Object;";

    final ArgumentWriter arguments;

    RecordedCall(MethodModel method, MethodAdvice advice, Variables variables, MethodVisitor out) {
        super(method, variables, out);
        this.arguments = new ArgumentWriter(method, advice, variables, out);
    }

    /** Calls the method of {@link Probe} of that name, which has the parameters of {@link Probe#enter}. */
    final void enterBy(String name) {
        arguments.siteId();
        arguments.receiverAndArguments();
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, name, ENTER, false);
        keepEnterValue();
    }

    /** Pushes the enter value, null in place of a result, and the exception. */
    final void loadThrown() {
        loadEnterValue();
        out.visitInsn(Opcodes.ACONST_NULL);
        out.visitVarInsn(Opcodes.ALOAD, variables.exitValue());
    }
}
