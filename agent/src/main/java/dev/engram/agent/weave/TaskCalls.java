package dev.engram.agent.weave;

import dev.engram.agent.context.HandOver;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts single calls of {@code Probe} into a method, which takes neither variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.capture(task); ...                                      // at the beginning; in a constructor before each return
 *   Probe.attach(task); task.run(); Probe.detachAll();            // in a loop
 * }</pre>
 *
 * <p>Should {@code run()} throw, the thread of such a loop ends.
 */
final class TaskCalls extends MethodVisitor {

    private static final String ONE_TASK = "(Ljava/lang/Object;)V";

    private final HandOver handOver;
    private final boolean isConstructor;
    private final int task;

    /** @param task the index of the variable that holds the task */
    TaskCalls(HandOver handOver, boolean isConstructor, int task, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.handOver = handOver;
        this.isConstructor = isConstructor;
        this.task = task;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (!isConstructor) {
            handOver();
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (isConstructor && opcode == Opcodes.RETURN) {
            handOver();
        }
        super.visitInsn(opcode);
    }

    private void handOver() {
        switch (handOver.role()) {
            case HANDS_OVER -> probe("capture");
            case GIVES_UP -> probe("discard");
            default -> {}
        }
    }

    private void probe(String name) {
        super.visitVarInsn(Opcodes.ALOAD, task);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, name, ONE_TASK, false);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        boolean isRun = handOver.role() == HandOver.Role.RUNS_IN_A_LOOP
                && name.equals("run")
                && descriptor.equals("()V")
                && opcode != Opcodes.INVOKESTATIC;
        if (isRun) {
            super.visitInsn(Opcodes.DUP);
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "attach", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
            super.visitInsn(Opcodes.POP);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        if (isRun) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "detachAll", "()V", false);
        }
    }
}
