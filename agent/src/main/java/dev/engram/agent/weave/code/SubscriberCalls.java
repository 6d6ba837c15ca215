package dev.engram.agent.weave.code;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts a call of {@code Probe} at the beginning of a method that subscribes its argument to what others have subscribed to, too.
 * The variable's type stays what it is: no stack map frame changes.
 *
 * <pre>{@code
 *   subscriber = (CoreSubscriber) Probe.sharing(subscriber);
 * }</pre>
 */
public final class SubscriberCalls extends MethodVisitor {

    private final String type;
    private final int subscriber;

    /**
     * Calls of one method.
     *
     * @param type the internal name of the subscriber's type
     * @param subscriber the index of the variable that holds it
     */
    public SubscriberCalls(String type, int subscriber, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.type = type;
        this.subscriber = subscriber;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        super.visitVarInsn(Opcodes.ALOAD, subscriber);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "sharing", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
        super.visitTypeInsn(Opcodes.CHECKCAST, type);
        super.visitVarInsn(Opcodes.ASTORE, subscriber);
    }
}
