package dev.engram.agent.weave.code;

import dev.engram.agent.context.HandOver;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Puts a call of {@code Probe} before each return of a method that starts a span of OpenTelemetry, opens or closes a scope,
 * returns the current context, or returns what serves a request; and before what a logger keeps of a thread's context. It takes neither variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.scopeOpened(result, context); return result;
 *   Probe.scopeClosed(this); return;
 *   Probe.spanStarted(result, this.spanName); return result;
 *   Probe.observationStarts(context); ... Probe.observationStarts(null); return;
 *   return (Context) Probe.currentContext(result);
 *   return (Mono) Probe.receiveLater(result, request);
 *   return (StringMap) Probe.logContext(result);
 *   this.properties = (Map) Probe.logContext(...);
 * }</pre>
 */
public final class ContextCalls extends MethodVisitor {

    private static final String MAP = "Ljava/util/Map;";
    private static final String NAME = "spanName";
    private static final String STRING = "Ljava/lang/String;";

    private final String owner;
    private final String result;
    private final HandOver.Role role;
    private final int context;

    /**
     * Calls of one method.
     *
     * @param owner the internal name of the class that has the method
     * @param result the internal name of the type that the method returns
     * @param context the index of the variable that holds the context, the scope that is closed, or the request
     */
    public ContextCalls(String owner, String result, HandOver handOver, int context, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.owner = owner;
        this.result = result;
        this.role = handOver.role();
        this.context = context;
    }

    /** Whether one of these starts a span. */
    public static boolean areStartsBy(List<HandOver> handOvers) {
        return handOvers.stream().anyMatch(each -> each.role() == HandOver.Role.STARTS_SPAN);
    }

    /** Whether a class has its span's name in a field, as the SDK has it. */
    public static boolean hasName(ClassReader type) {
        boolean[] isThere = {false};
        type.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public @Nullable FieldVisitor visitField(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            @Nullable Object value) {
                        isThere[0] |=
                                name.equals(NAME) && descriptor.equals(STRING) && (access & Opcodes.ACC_STATIC) == 0;
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return isThere[0];
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (role == HandOver.Role.STARTS_OBSERVATION) {
            super.visitVarInsn(Opcodes.ALOAD, context);
            probe("observationStarts", "(Ljava/lang/Object;)V");
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.ARETURN && role == HandOver.Role.STARTS_SPAN) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitFieldInsn(Opcodes.GETFIELD, owner, NAME, STRING);
            probe("spanStarted", "(Ljava/lang/Object;Ljava/lang/String;)V");
        } else if (opcode == Opcodes.RETURN && role == HandOver.Role.STARTS_OBSERVATION) {
            super.visitInsn(Opcodes.ACONST_NULL);
            probe("observationStarts", "(Ljava/lang/Object;)V");
        }
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
