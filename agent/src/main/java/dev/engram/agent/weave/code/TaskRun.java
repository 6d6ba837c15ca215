package dev.engram.agent.weave.code;

import dev.engram.agent.context.HandOver;
import dev.engram.agent.weave.classfile.MethodModel;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * The calls around a method that runs a task, resumes a coroutine, serves a request, starts what outlives tasks, or reads what has
 * arrived.
 */
final class TaskRun extends ProbeCalls {

    private static final String ATTACH = "(Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String ATTACH_NOTHING = "()Ljava/lang/Object;";
    private static final String DETACH = "(Ljava/lang/Object;)V";

    private final HandOver handOver;

    TaskRun(MethodModel method, HandOver handOver, Variables variables, MethodVisitor out) {
        super(method, variables, out);
        this.handOver = handOver;
    }

    @Override
    void enter() {
        if (handOver.role() == HandOver.Role.STARTS_SERVICE) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "attachNothing", ATTACH_NOTHING, false);
        } else if (handOver.role() == HandOver.Role.READS_REPLIES) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "arriving", ATTACH_NOTHING, false);
        } else {
            out.visitVarInsn(Opcodes.ALOAD, variables.reference(handOver.argument()));
            out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, probe(), ATTACH, false);
        }
        keepEnterValue();
    }

    private String probe() {
        return switch (handOver.role()) {
            case SERVES -> "receive";
            case RESUMES -> "resume";
            case RUNS_FOR_SUBSCRIBER -> "subscribing";
            default -> "attach";
        };
    }

    @Override
    void exitReturning() {
        detach();
    }

    @Override
    void exitThrowing() {
        detach();
    }

    private void detach() {
        loadEnterValue();
        String end = handOver.role() == HandOver.Role.READS_REPLIES ? "arrived" : "detach";
        out.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, end, DETACH, false);
    }
}
