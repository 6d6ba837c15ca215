package dev.engram.agent.weave;

import dev.engram.agent.async.ResultKind;
import dev.engram.bootstrap.Entry;
import dev.engram.bootstrap.Probe;
import java.util.ArrayList;
import java.util.Arrays;
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
 *   Object frame = null;
 *   try { frame = Probe.enter(17, this, key, value, null, null, null, null); } catch (Throwable t) {}
 *   ...
 *   result = ...; try { Probe.exit(frame, result, null); } catch (Throwable t) {} return result;    // each return
 *   ...
 *   catch (Throwable thrown) { try { Probe.exit(frame, null, thrown); } catch (Throwable t) {} throw thrown; }
 * }</pre>
 *
 * <p>A method whose result comes later ends by {@code result = (T) Probe.exitAsync(frame, result, null)} and {@code
 * Probe.exitAsync(frame, null, thrown)}; it begins by {@code Probe.assemble}, where it only puts together what will do the
 * work, or, where Kotlin suspends it, by {@code Probe.enterSuspending} and {@code continuation = (Continuation)
 * Probe.continuation(frame, continuation)}. See {@link ResultKind}.
 *
 * <p>What is caught and let go of never comes from the recorder, which handles its own errors; it is the last line, for
 * example when the stack ends in the middle of {@link Probe}. An exit that fails so is counted in {@link Entry#lostExits}.
 *
 * <p>Guarantees, for whatever code a compiler or an optimiser may have written:
 *
 * <ol>
 *   <li>The method's own variables keep their places; ours lie behind them. Nothing is asked of what they hold at a return
 *       or a throw, nor of what lies on the stack beneath a result.
 *   <li>None of the method's own handlers sees an exception of ours, and no call is ended twice.
 *   <li>No type is looked up: references are handed over as objects, whatever their types, and stack map frames name only
 *       what the descriptor names.
 * </ol>
 *
 * <p>By ASM straight, not by Byte Buddy's {@code Advice}: that reads its advice by reflection and describes every type
 * that it meets, some 650 classes and 250 ms on the application's thread before its first woven class is there; this is 40
 * classes and 20 ms.
 *
 * <p>Expects expanded frames; the writer is to compute the maximal stack.
 */
final class WovenMethod extends MethodVisitor {

    private static final String PROBE = Type.getInternalName(Probe.class);
    private static final String ENTRY = Type.getInternalName(Entry.class);
    private static final String OBJECT = "java/lang/Object";
    private static final String THROWABLE = "java/lang/Throwable";

    private static final String ENTER = "(I" + "Ljava/lang/Object;".repeat(1 + Probe.SLOTS) + ")Ljava/lang/Object;";
    private static final String ENTER_SUSPENDING =
            "(I" + "Ljava/lang/Object;".repeat(2 + Probe.SLOTS) + ")Ljava/lang/Object;";
    private static final String CONTINUATION = "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String EXIT_ASYNC =
            "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)Ljava/lang/Object;";
    private static final String EXIT = "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)V";

    private final String owner;
    private final MethodShape method;
    private final Hook hook;
    private final boolean hasFrames;

    /** Our variables: what {@code enter} gave; the result or the exception on its way out. */
    private final int frame;

    private final int leaving;

    /** What guards our own calls; before the method's handlers. */
    private final List<Handler> guards = new ArrayList<>();

    /** The method's own handlers, in their order. */
    private final List<Handler> handlers = new ArrayList<>();

    /** The method's own code, without ours at its returns. */
    private final List<Label[]> code = new ArrayList<>();

    private Label codeStart = new Label();

    /** Where a guard of a return goes to; null while there was none. */
    private @Nullable Label returnAnyway;

    /** What to hand over. */
    static final class Hook {
        private final int number;
        private final List<Integer> arguments;
        private final boolean readsReturn;
        private final ResultKind result;

        /** A hook of a method that is over when it returns. */
        Hook(int number, List<Integer> arguments, boolean readsReturn) {
            this(number, arguments, readsReturn, ResultKind.NOW);
        }

        /**
         * A hook.
         *
         * @param number by which the recorder knows it
         * @param arguments which argument each slot gets, -1 for none
         * @param readsReturn whether the result is handed over; one that comes later always is
         * @param result when it is there
         */
        Hook(int number, List<Integer> arguments, boolean readsReturn, ResultKind result) {
            this.number = number;
            this.arguments = arguments;
            this.readsReturn = readsReturn;
            this.result = result;
        }
    }

    private static final class Handler {
        private final Label start;
        private final Label end;
        private final Label target;
        private final @Nullable String type;

        Handler(Label start, Label end, Label target, @Nullable String type) {
            this.start = start;
            this.end = end;
            this.target = target;
            this.type = type;
        }
    }

    /**
     * A visitor that writes the woven method to {@code out}.
     *
     * @param owner the class's internal name
     * @param hasFrames whether the class file's version knows stack map frames
     */
    WovenMethod(String owner, MethodShape method, Hook hook, boolean hasFrames, MethodVisitor out) {
        super(Opcodes.ASM9, out);
        this.owner = owner;
        this.method = method;
        this.hook = hook;
        this.hasFrames = hasFrames;
        this.frame = method.maxLocals();
        this.leaving = frame + 1;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label start = new Label();
        Label end = new Label();
        Label failed = new Label();
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitVarInsn(Opcodes.ASTORE, frame);
        super.visitLabel(start);
        callEnter();
        super.visitVarInsn(Opcodes.ASTORE, frame);
        if (hook.result == ResultKind.SUSPENDING) {
            exchangeContinuation();
        }
        super.visitLabel(end);
        super.visitJumpInsn(Opcodes.GOTO, codeStart);
        guards.add(new Handler(start, end, failed, THROWABLE));
        super.visitLabel(failed);
        stackMap(atEntry(), THROWABLE);
        super.visitInsn(Opcodes.POP);
        super.visitLabel(codeStart);
        stackMap(atEntry());
        // The method may begin with a frame of its own, and two cannot share a place.
        super.visitInsn(Opcodes.NOP);
    }

    /** The last argument. */
    private int continuation() {
        return variable(method.parameters().length - 1);
    }

    private void exchangeContinuation() {
        super.visitVarInsn(Opcodes.ALOAD, frame);
        super.visitVarInsn(Opcodes.ALOAD, continuation());
        super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "continuation", CONTINUATION, false);
        Type[] types = method.parameters();
        super.visitTypeInsn(Opcodes.CHECKCAST, types[types.length - 1].getInternalName());
        super.visitVarInsn(Opcodes.ASTORE, continuation());
    }

    /** Where an argument lies. */
    private int variable(int argument) {
        Type[] types = method.parameters();
        int variable = method.isStatic() ? 0 : 1;
        for (int i = 0; i < argument; i++) {
            variable += types[i].getSize();
        }
        return variable;
    }

    private void callEnter() {
        push(hook.number);
        boolean isSuspending = hook.result == ResultKind.SUSPENDING;
        if (isSuspending) {
            super.visitVarInsn(Opcodes.ALOAD, continuation());
        }
        if (method.isStatic()) {
            super.visitInsn(Opcodes.ACONST_NULL);
        } else {
            super.visitVarInsn(Opcodes.ALOAD, 0);
        }
        Type[] types = method.parameters();
        for (int slot = 0; slot < Probe.SLOTS; slot++) {
            int argument = slot < hook.arguments.size() ? hook.arguments.get(slot) : -1;
            if (argument < 0 || argument >= types.length) {
                super.visitInsn(Opcodes.ACONST_NULL);
            } else {
                load(types[argument], variable(argument));
                box(types[argument]);
            }
        }
        if (isSuspending) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "enterSuspending", ENTER_SUSPENDING, false);
        } else {
            String name = hook.result == ResultKind.LAZY ? "assemble" : "enter";
            super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, name, ENTER, false);
        }
    }

    private void push(int number) {
        // There are no more than 16,384.
        super.visitIntInsn(number <= Byte.MAX_VALUE ? Opcodes.BIPUSH : Opcodes.SIPUSH, number);
    }

    private void load(Type type, int variable) {
        super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
    }

    private void box(Type type) {
        String box = boxOf(type);
        if (box != null) {
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, box, "valueOf", "(" + type.getDescriptor() + ")L" + box + ";", false);
        }
    }

    private static @Nullable String boxOf(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN:
                return "java/lang/Boolean";
            case Type.CHAR:
                return "java/lang/Character";
            case Type.BYTE:
                return "java/lang/Byte";
            case Type.SHORT:
                return "java/lang/Short";
            case Type.INT:
                return "java/lang/Integer";
            case Type.FLOAT:
                return "java/lang/Float";
            case Type.LONG:
                return "java/lang/Long";
            case Type.DOUBLE:
                return "java/lang/Double";
            default:
                return null;
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
            super.visitInsn(opcode);
            return;
        }
        Type result = method.result();
        boolean isVoid = result.getSort() == Type.VOID;
        if (!isVoid) {
            super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), leaving);
        }
        Label start = new Label();
        Label end = new Label();
        endOfCode(start);
        if (hook.result == ResultKind.NOW) {
            callExit(result);
        } else {
            callExitAsync(result);
        }
        super.visitLabel(end);
        Label target = returnAnyway == null ? new Label() : returnAnyway;
        returnAnyway = target;
        guards.add(new Handler(start, end, target, THROWABLE));
        giveBack(opcode, result);
        codeStart = new Label();
        super.visitLabel(codeStart);
    }

    private void callExit(Type result) {
        super.visitVarInsn(Opcodes.ALOAD, frame);
        if (result.getSort() == Type.VOID || !hook.readsReturn) {
            super.visitInsn(Opcodes.ACONST_NULL);
        } else {
            load(result, leaving);
            box(result);
        }
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exit", EXIT, false);
    }

    /** Should it fail, what the method returned still lies where it lay. */
    private void callExitAsync(Type result) {
        super.visitVarInsn(Opcodes.ALOAD, frame);
        super.visitVarInsn(Opcodes.ALOAD, leaving);
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exitAsync", EXIT_ASYNC, false);
        if (hook.result != ResultKind.LAZY) {
            // It is what was given.
            super.visitInsn(Opcodes.POP);
        } else {
            super.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
            super.visitVarInsn(Opcodes.ASTORE, leaving);
        }
    }

    private void giveBack(int opcode, Type result) {
        if (opcode != Opcodes.RETURN) {
            load(result, leaving);
        }
        super.visitInsn(opcode);
    }

    /** Ours begins at {@code here}. */
    private void endOfCode(Label here) {
        super.visitLabel(here);
        code.add(new Label[] {codeStart, here});
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        // The first that fits gets the exception, so ours come first, and they are not known yet.
        handlers.add(new Handler(start, end, handler, type));
    }

    @Override
    public @Nullable AnnotationVisitor visitTryCatchAnnotation(
            int typeRef, TypePath typePath, String descriptor, boolean visible) {
        // It would name its handler by a number that has changed. Nothing in the JDK can read it.
        return null;
    }

    @Override
    public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
        if (!hasFrames) {
            super.visitFrame(type, numLocal, local, numStack, stack);
            return;
        }
        List<Object> locals = new ArrayList<>(Arrays.asList(local).subList(0, numLocal));
        withOurs(locals);
        super.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), numStack, stack);
    }

    /** Adds, behind the method's own variables, what {@code enter} gave. */
    private List<Object> withOurs(List<Object> locals) {
        int size = locals.size();
        for (Object each : locals) {
            if (each == Opcodes.LONG || each == Opcodes.DOUBLE) {
                size++;
            }
        }
        for (; size < frame; size++) {
            locals.add(Opcodes.TOP);
        }
        locals.add(OBJECT);
        return locals;
    }

    private List<Object> atEntry() {
        List<Object> locals = new ArrayList<>();
        if (!method.isStatic()) {
            locals.add(owner);
        }
        for (Type type : method.parameters()) {
            locals.add(verified(type));
        }
        return withOurs(locals);
    }

    /** Nothing is known of the method's own variables. */
    private List<Object> anywhere() {
        return withOurs(new ArrayList<>());
    }

    private static Object verified(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN:
            case Type.CHAR:
            case Type.BYTE:
            case Type.SHORT:
            case Type.INT:
                return Opcodes.INTEGER;
            case Type.FLOAT:
                return Opcodes.FLOAT;
            case Type.LONG:
                return Opcodes.LONG;
            case Type.DOUBLE:
                return Opcodes.DOUBLE;
            default:
                return type.getInternalName();
        }
    }

    private void stackMap(List<Object> locals, Object... stack) {
        if (hasFrames) {
            super.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        endOfCode(new Label());
        Label thrown = new Label();
        rethrow(thrown);
        returnAnyway();
        guards.forEach(this::declare);
        handlers.forEach(this::declare);
        for (Label[] each : code) {
            if (each[0].getOffset() < each[1].getOffset()) {
                super.visitTryCatchBlock(each[0], each[1], thrown, null);
            }
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    private void declare(Handler handler) {
        super.visitTryCatchBlock(handler.start, handler.end, handler.target, handler.type);
    }

    private void rethrow(Label thrown) {
        Label start = new Label();
        Label end = new Label();
        Label failed = new Label();
        super.visitLabel(thrown);
        stackMap(anywhere(), THROWABLE);
        super.visitVarInsn(Opcodes.ASTORE, leaving);
        super.visitLabel(start);
        super.visitVarInsn(Opcodes.ALOAD, frame);
        super.visitInsn(Opcodes.ACONST_NULL);
        super.visitVarInsn(Opcodes.ALOAD, leaving);
        if (hook.result == ResultKind.NOW) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exit", EXIT, false);
        } else {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, PROBE, "exitAsync", EXIT_ASYNC, false);
            super.visitInsn(Opcodes.POP);
        }
        super.visitLabel(end);
        super.visitVarInsn(Opcodes.ALOAD, leaving);
        super.visitInsn(Opcodes.ATHROW);
        super.visitLabel(failed);
        List<Object> locals = anywhere();
        locals.add(THROWABLE);
        stackMap(locals, THROWABLE);
        countLostExit(locals);
        super.visitVarInsn(Opcodes.ALOAD, leaving);
        super.visitInsn(Opcodes.ATHROW);
        guards.add(new Handler(start, end, failed, THROWABLE));
    }

    private void returnAnyway() {
        if (returnAnyway == null) {
            return;
        }
        Type result = method.result();
        List<Object> locals = anywhere();
        if (result.getSort() != Type.VOID) {
            locals.add(verified(result));
        }
        super.visitLabel(returnAnyway);
        stackMap(locals, THROWABLE);
        countLostExit(locals);
        giveBack(result.getOpcode(Opcodes.IRETURN), result);
    }

    /**
     * Lets go of the exception on the stack and counts the exit that it ended. No method is called: there may be no stack
     * left for one.
     */
    private void countLostExit(List<Object> locals) {
        Label counted = new Label();
        super.visitInsn(Opcodes.POP);
        super.visitVarInsn(Opcodes.ALOAD, frame);
        super.visitTypeInsn(Opcodes.INSTANCEOF, ENTRY);
        super.visitJumpInsn(Opcodes.IFEQ, counted);
        super.visitVarInsn(Opcodes.ALOAD, frame);
        super.visitTypeInsn(Opcodes.CHECKCAST, ENTRY);
        super.visitInsn(Opcodes.DUP);
        super.visitFieldInsn(Opcodes.GETFIELD, ENTRY, "lostExits", "I");
        super.visitInsn(Opcodes.ICONST_1);
        super.visitInsn(Opcodes.IADD);
        super.visitFieldInsn(Opcodes.PUTFIELD, ENTRY, "lostExits", "I");
        super.visitLabel(counted);
        stackMap(locals);
    }
}
