package dev.engram.agent.weave.code;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.context.HandOver;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.bootstrap.Entry;
import dev.engram.bootstrap.Probe;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Puts the calls of {@link Probe} around a method's code, which itself stays as it is:
 *
 * <pre>{@code
 *   Object enterValue = null;
 *   try { enterValue = Probe.enter(17, this, key, value, null, null, null, null); } catch (Throwable t) {}
 *   ...
 *   result = ...; try { Probe.exit(enterValue, result, null); } catch (Throwable t) {} return result;    // each return
 *   ...
 *   catch (Throwable thrown) { try { Probe.exit(enterValue, null, thrown); } catch (Throwable t) {} throw thrown; }
 * }</pre>
 *
 * <p>For those who know Byte Buddy's {@code Advice}, this is
 *
 * <pre>{@code
 *   @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
 *   static Object enter(@SiteId int id, @Advice.This(optional = true) Object self, @Advice.Argument(…) Object key, …)
 *   @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class, backupArguments = false)
 *   static void exit(@Advice.Enter Object enterValue, @Advice.Return Object result, @Advice.Thrown Throwable thrown)
 * }</pre>
 *
 * <p>whose {@code @SiteId} is a constant that is bound for each method. What differs: the variables of the advice lie behind
 * the method's own, not before them; an exit whose call fails is counted, in {@link Entry#lostExits}; and an argument of a
 * primitive number's type is handed over without a box, by {@link Probe#argument}.
 *
 * <p>A method whose result comes later ends by {@code result = (T) Probe.exitAsync(enterValue, result, null)}, as by {@code
 * @Advice.AssignReturned.ToReturned}. It begins by {@code Probe.assemble}, where it only puts together what will do the work,
 * or, where Kotlin suspends it, by {@code Probe.enterSuspending} and {@code continuation = (Continuation)
 * Probe.continuation(enterValue, continuation)}, as by {@code ToArguments}. See {@link ResultKind}.
 *
 * <p>What is caught and dropped never comes from the recorder, which handles its own errors; it comes, for example, when the
 * stack ends in the middle of {@link Probe}.
 *
 * <p>Guarantees, for whatever code a compiler or an optimiser may have written:
 *
 * <ol>
 *   <li>The method's own variables keep their places. Nothing is assumed of what they hold at a return or a throw, nor of
 *       what lies on the stack beneath a result.
 *   <li>None of the method's own handlers sees an exception of Engram's, and no call is ended twice.
 *   <li>No type is looked up: references are handed over as objects, whatever their types, and stack map frames name only
 *       what the descriptor names.
 * </ol>
 *
 * <p>By ASM, not by {@code Advice} itself: that reads its advice by reflection and describes every type that it meets, some
 * 650 classes and 370 ms on the application's thread before its first woven class is there; this is 40 classes and 20 ms.
 * Through Byte Buddy the same code is written by {@code dev.engram.extension.weave.MethodWeaving}.
 *
 * <p>Expects expanded frames; the writer is to compute the maximal stack. Not thread-safe.
 */
public final class WovenMethod extends MethodVisitor {

    private static final String ENTRY = Type.getInternalName(Entry.class);
    private static final String THROWABLE = "java/lang/Throwable";

    private final Type result;
    private final Variables variables;
    private final ProbeCalls calls;
    private final StackMapFrames frames;
    private final ExceptionTable exceptions = new ExceptionTable();

    private Label codeStart = new Label();

    /** Where a guard of a return goes to; null while there was none. */
    private @Nullable Label returnAnyway;

    /**
     * A visitor that writes the woven method to {@code out}.
     *
     * @param owner the class's internal name
     * @param hasFrames whether the class file's version knows stack map frames
     */
    public WovenMethod(String owner, MethodModel method, MethodAdvice advice, boolean hasFrames, MethodVisitor out) {
        this(owner, method, ProbeCalls.of(method, advice, new Variables(method), out), hasFrames, out);
    }

    /** As above, of a method that runs a task or serves a request. */
    public WovenMethod(String owner, MethodModel method, HandOver handOver, boolean hasFrames, MethodVisitor out) {
        this(owner, method, new TaskRun(method, handOver, new Variables(method), out), hasFrames, out);
    }

    private WovenMethod(String owner, MethodModel method, ProbeCalls calls, boolean hasFrames, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.result = method.result();
        this.variables = calls.variables;
        this.calls = calls;
        this.frames = new StackMapFrames(owner, method, variables, hasFrames, out);
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label start = new Label();
        Label end = new Label();
        Label failed = new Label();
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitVarInsn(Opcodes.ASTORE, variables.enterValue());
        super.visitLabel(start);
        calls.enter();
        super.visitLabel(end);
        super.visitJumpInsn(Opcodes.GOTO, codeStart);
        exceptions.guard(start, end, failed);
        super.visitLabel(failed);
        frames.write(frames.atEntry(), THROWABLE);
        super.visitInsn(Opcodes.POP);
        super.visitLabel(codeStart);
        frames.write(frames.atEntry());
        // The method may begin with a frame of its own, and two cannot share a place.
        super.visitInsn(Opcodes.NOP);
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
            super.visitInsn(opcode);
            return;
        }
        if (opcode != Opcodes.RETURN) {
            super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), variables.exitValue());
        }
        Label start = new Label();
        Label end = new Label();
        endOfCode(start);
        calls.exitReturning();
        super.visitLabel(end);
        Label target = returnAnyway == null ? new Label() : returnAnyway;
        returnAnyway = target;
        exceptions.guard(start, end, target);
        returnExitValue();
        codeStart = new Label();
        super.visitLabel(codeStart);
    }

    private void returnExitValue() {
        if (result.getSort() != Type.VOID) {
            super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), variables.exitValue());
        }
        super.visitInsn(result.getOpcode(Opcodes.IRETURN));
    }

    /** The method's own code ends at {@code here}. */
    private void endOfCode(Label here) {
        super.visitLabel(here);
        exceptions.code(codeStart, here);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        exceptions.handler(start, end, handler, type);
    }

    @Override
    public @Nullable AnnotationVisitor visitTryCatchAnnotation(
            int typeRef, TypePath typePath, String descriptor, boolean visible) {
        // It would name its handler by a number that has changed. Nothing in the JDK can read it.
        return null;
    }

    @Override
    public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
        frames.own(type, numLocal, local, numStack, stack);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        endOfCode(new Label());
        Label thrown = new Label();
        rethrow(thrown);
        returnAnyway();
        exceptions.write(thrown, mv);
        super.visitMaxs(maxStack, maxLocals);
    }

    private void rethrow(Label thrown) {
        Label start = new Label();
        Label end = new Label();
        Label failed = new Label();
        super.visitLabel(thrown);
        frames.write(frames.anywhere(), THROWABLE);
        super.visitVarInsn(Opcodes.ASTORE, variables.exitValue());
        super.visitLabel(start);
        calls.exitThrowing();
        super.visitLabel(end);
        super.visitVarInsn(Opcodes.ALOAD, variables.exitValue());
        super.visitInsn(Opcodes.ATHROW);
        super.visitLabel(failed);
        List<Object> locals = frames.anywhere();
        locals.add(THROWABLE);
        frames.write(locals, THROWABLE);
        countLostExit(locals);
        super.visitVarInsn(Opcodes.ALOAD, variables.exitValue());
        super.visitInsn(Opcodes.ATHROW);
        exceptions.guard(start, end, failed);
    }

    private void returnAnyway() {
        if (returnAnyway == null) {
            return;
        }
        List<Object> locals = frames.withResult();
        super.visitLabel(returnAnyway);
        frames.write(locals, THROWABLE);
        countLostExit(locals);
        returnExitValue();
    }

    /**
     * Drops the exception on the stack and counts the exit that it ended. No method is called: there may be no stack left for
     * one.
     */
    private void countLostExit(List<Object> locals) {
        Label counted = new Label();
        super.visitInsn(Opcodes.POP);
        super.visitVarInsn(Opcodes.ALOAD, variables.enterValue());
        super.visitTypeInsn(Opcodes.INSTANCEOF, ENTRY);
        super.visitJumpInsn(Opcodes.IFEQ, counted);
        super.visitVarInsn(Opcodes.ALOAD, variables.enterValue());
        super.visitTypeInsn(Opcodes.CHECKCAST, ENTRY);
        super.visitInsn(Opcodes.DUP);
        super.visitFieldInsn(Opcodes.GETFIELD, ENTRY, "lostExits", "I");
        super.visitInsn(Opcodes.ICONST_1);
        super.visitInsn(Opcodes.IADD);
        super.visitFieldInsn(Opcodes.PUTFIELD, ENTRY, "lostExits", "I");
        super.visitLabel(counted);
        frames.write(locals);
    }
}
