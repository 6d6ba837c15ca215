package dev.engram.agent.weave.code;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Puts a call of {@code Probe} into a method by which a future, or what waits for a reply, gets its result. It takes neither
 * variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.completed(result, this); return result;   // of a method that returns whether it did
 *   Probe.completing(this, thrown); ...             // at the beginning of another
 * }</pre>
 */
public final class CompletionCalls extends MethodVisitor {

    /** The variable of the object itself. */
    private static final int RECEIVER = 0;

    private final boolean tells;
    private final int thrown;

    /**
     * Calls of one method.
     *
     * @param result the type that it returns
     * @param thrown the index of the variable that holds the exception, 0 for none
     */
    public CompletionCalls(Type result, int thrown, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.tells = result.getSort() == Type.BOOLEAN;
        this.thrown = thrown;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (!tells) {
            super.visitVarInsn(Opcodes.ALOAD, RECEIVER);
            if (thrown == RECEIVER) {
                super.visitInsn(Opcodes.ACONST_NULL);
            } else {
                super.visitVarInsn(Opcodes.ALOAD, thrown);
            }
            probe("completing", "(Ljava/lang/Object;Ljava/lang/Object;)V");
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (tells && opcode == Opcodes.IRETURN) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ALOAD, RECEIVER);
            probe("completed", "(ZLjava/lang/Object;)V");
        }
        super.visitInsn(opcode);
    }

    private void probe(String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, name, descriptor, false);
    }
}
