package dev.engram.agent.weave.code;

import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.bootstrap.Probe;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Writes the code that puts the call site id, the receiver and the arguments on the stack, as {@code Probe.enter} takes them. */
final class ArgumentWriter {

    /** The descriptor of the receiver and the arguments, as one parameter each. */
    static final String RECEIVER_AND_ARGUMENTS = "Ljava/lang/Object;".repeat(1 + Probe.SLOTS);

    private final MethodModel method;
    private final MethodAdvice advice;
    private final Variables variables;
    private final MethodVisitor out;
    private final PrimitiveWriter primitives;

    ArgumentWriter(MethodModel method, MethodAdvice advice, Variables variables, MethodVisitor out) {
        this.method = method;
        this.advice = advice;
        this.variables = variables;
        this.out = out;
        this.primitives = new PrimitiveWriter(out);
    }

    /** Pushes the call site id. */
    void siteId() {
        // There are no more than 16,384.
        int id = advice.siteId();
        out.visitIntInsn(id <= Byte.MAX_VALUE ? Opcodes.BIPUSH : Opcodes.SIPUSH, id);
    }

    /** Pushes the receiver, null for a static method, and one object for each slot. */
    void receiverAndArguments() {
        if (method.isStatic()) {
            out.visitInsn(Opcodes.ACONST_NULL);
        } else {
            out.visitVarInsn(Opcodes.ALOAD, 0);
        }
        Type[] types = method.parameters();
        for (int slot = 0; slot < Probe.SLOTS; slot++) {
            int argument = slot < advice.arguments().size() ? advice.arguments().get(slot) : -1;
            if (argument < 0 || argument >= types.length) {
                out.visitInsn(Opcodes.ACONST_NULL);
            } else {
                primitives.argument(types[argument], variables.argument(argument), slot);
                if (slot == 0 && advice.getter() != null) {
                    call(advice.getter());
                }
            }
        }
    }

    /** Of null it throws, and the method runs unrecorded. */
    private void call(ClientCall.Getter getter) {
        out.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                internal(getter.type()),
                getter.method(),
                "()L" + internal(getter.result()) + ";",
                false);
    }

    private static String internal(String typeName) {
        return typeName.replace('.', '/');
    }
}
