package dev.engram.agent.weave.code;

import dev.engram.agent.context.HandOver;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Puts a call of {@code Probe} before each return of a method that opens or closes a scope of OpenTelemetry, returns the
 * current context, or returns what serves a request; and before what a logger keeps of a thread's context. It takes neither variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.scopeOpened(result, context); return result;
 *   Probe.scopeClosed(this); return;
 *   return (Context) Probe.currentContext(result);
 *   return (Mono) Probe.receiveLater(result, request);
 *   return (StringMap) Probe.logContext(result);
 *   this.properties = (Map) Probe.logContext(...);
 * }</pre>
 */
public final class ContextCalls extends MethodVisitor {

    private static final String MAP = "Ljava/util/Map;";

    private final String result;
    private final HandOver.Role role;
    private final int context;

    /**
     * Calls of one method.
     *
     * @param result the internal name of the type that the method returns
     * @param context the index of the variable that holds the context, the scope that is closed, or the request
     */
    public ContextCalls(String result, HandOver handOver, int context, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.result = result;
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
            super.visitTypeInsn(Opcodes.CHECKCAST, result);
        } else if (opcode == Opcodes.ARETURN && role == HandOver.Role.SERVES_LATER) {
            super.visitVarInsn(Opcodes.ALOAD, context);
            probe("receiveLater", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
            super.visitTypeInsn(Opcodes.CHECKCAST, result);
        } else if (opcode == Opcodes.ARETURN && role == HandOver.Role.RETURNS_LOG_CONTEXT) {
            logContext(result);
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        if (opcode == Opcodes.PUTFIELD && role == HandOver.Role.KEEPS_LOG_CONTEXT && descriptor.equals(MAP)) {
            logContext(Type.getType(MAP).getInternalName());
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    private void logContext(String type) {
        probe("logContext", "(Ljava/lang/Object;)Ljava/lang/Object;");
        super.visitTypeInsn(Opcodes.CHECKCAST, type);
    }

    private void probe(String name, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, name, descriptor, false);
    }
}
