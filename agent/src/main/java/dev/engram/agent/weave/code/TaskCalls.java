package dev.engram.agent.weave.code;

import dev.engram.agent.context.HandOver;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts single calls of {@code Probe} into a method, which takes neither variables nor branches: no stack map frame changes.
 *
 * <pre>{@code
 *   Probe.capture(task); ...                                      // at the beginning; in a constructor before each return
 *   Probe.subscribed(this, subscriber); ...                       // likewise
 *   Probe.attach(task); task.run(); Probe.detachAll();            // in a loop
 *   Probe.attach(task); ...                                       // before such a run
 *   Probe.detachAll(); ... Probe.attach(result); return result;   // of a method that returns the next task
 *   ... Probe.taken(result); return result;                       // of a queue
 * }</pre>
 *
 * <p>Should {@code run()} throw, the thread of such a loop ends.
 */
public final class TaskCalls extends MethodVisitor {

    private static final String ONE_TASK = "(Ljava/lang/Object;)V";

    private static final String TWO = "(Ljava/lang/Object;Ljava/lang/Object;)V";

    /** The variable of the object itself. */
    private static final int RECEIVER = 0;

    private static final String NOTHING = "()V";

    private final HandOver handOver;
    private final boolean takesNext;
    private final boolean isConstructor;
    private final int task;

    /** @param task the index of the variable that holds the task */
    public TaskCalls(HandOver handOver, boolean isConstructor, int task, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.handOver = handOver;
        this.takesNext = handOver.role() == HandOver.Role.TAKES_NEXT;
        this.isConstructor = isConstructor;
        this.task = task;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (takesNext) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "detachAll", NOTHING, false);
        } else if (!isConstructor && handOver.role() != HandOver.Role.RETURNS_WORK) {
            handOver();
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (isConstructor && opcode == Opcodes.RETURN) {
            handOver();
        } else if (takesNext && opcode == Opcodes.ARETURN) {
            attach();
        } else if (handOver.role() == HandOver.Role.RETURNS_WORK && opcode == Opcodes.ARETURN) {
            super.visitInsn(Opcodes.DUP);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "taken", ONE_TASK, false);
        }
        super.visitInsn(opcode);
    }

    /** What lies on the stack, and stays there. */
    private void attach() {
        super.visitInsn(Opcodes.DUP);
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "attach", "(Ljava/lang/Object;)Ljava/lang/Object;", false);
        super.visitInsn(Opcodes.POP);
    }

    private void handOver() {
        switch (handOver.role()) {
            case HANDS_OVER -> probe("capture");
            case SUBSCRIBES -> {
                super.visitVarInsn(Opcodes.ALOAD, RECEIVER);
                super.visitVarInsn(Opcodes.ALOAD, task);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "subscribed", TWO, false);
            }
            case GIVES_UP -> probe("discard");
            case BEGINS -> {
                super.visitVarInsn(Opcodes.ALOAD, task);
                attach();
                super.visitInsn(Opcodes.POP);
            }
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
            attach();
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
        if (isRun) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "detachAll", NOTHING, false);
        }
    }
}
