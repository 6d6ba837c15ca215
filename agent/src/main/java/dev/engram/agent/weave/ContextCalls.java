package dev.engram.agent.weave;

import dev.engram.agent.context.HandOver;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts a call of {@code Probe} before each return of a method that opens or closes a scope of OpenTelemetry, or returns the
 * current context. It takes neither variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.scopeOpened(result, context); return result;
 *   Probe.scopeClosed(this); return;
 *   return (Context) Probe.currentContext(result);
 * }</pre>
 */
final class ContextCalls extends MethodVisitor {

    private final String owner;
    private final HandOver.Role role;
    private final int context;

    /**
     * Calls of one method.
     *
     * @param owner the internal name of its class
     * @param context the index of the variable that holds the context, or the scope that is closed
     */
    ContextCalls(String owner, HandOver handOver, int context, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.owner = owner;
        this.role = handOver.role();
        this.context = context;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.ARETURN && role == HandOver.Role.OPENS_SCOPE) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ALOAD, context);
            probe("scopeOpened", "(Ljava/lang/Object;Ljava/lang/Object;)V");
        } else if (opcode == Opcodes.RETURN && role == HandOver.Role.CLOSES_SCOPE) {
            super.visitVarInsn(Opcodes.ALOAD, context);
            probe("scopeClosed", "(Ljava/lang/Object;)V");
        } else if (opcode == Opcodes.ARETURN && role == HandOver.Role.RETURNS_CONTEXT) {
            probe("currentContext", "(Ljava/lang/Object;)Ljava/lang/Object;");
            super.visitTypeInsn(Opcodes.CHECKCAST, owner);
        }
        super.visitInsn(opcode);
    }

    private void probe(String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, name, descriptor, false);
    }
}
