package dev.engram.agent.weave.code;

import dev.engram.bootstrap.Probe;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes the code that makes an object of a value, as {@link Probe} takes it. Nothing is allocated: the boxes of booleans,
 * bytes and the first characters are there already, and numbers go by {@link Probe#argument} and {@link Probe#result}.
 */
final class PrimitiveWriter {

    private static final String ARGUMENT = "(JCI)Ljava/lang/Object;";
    private static final String RESULT = "(Ljava/lang/Object;JC)Ljava/lang/Object;";

    private final MethodVisitor out;

    PrimitiveWriter(MethodVisitor out) {
        this.out = out;
    }

    /** Pushes the argument in {@code variable}, which is handed over in this slot. */
    void argument(Type type, int variable, int slot) {
        out.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
        if (isNumber(type)) {
            bitsAndType(type);
            out.visitIntInsn(Opcodes.BIPUSH, slot);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "argument", ARGUMENT, false);
        } else {
            box(type);
        }
    }

    /** Pushes the result. */
    void result(Type type, Variables variables) {
        if (isNumber(type)) {
            out.visitVarInsn(Opcodes.ALOAD, variables.enterValue());
            out.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variables.exitValue());
            bitsAndType(type);
            out.visitMethodInsn(Opcodes.INVOKESTATIC, ProbeCalls.PROBE, "result", RESULT, false);
        } else {
            out.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variables.exitValue());
            box(type);
        }
    }

    private static boolean isNumber(Type type) {
        return switch (type.getSort()) {
            case Type.SHORT, Type.INT, Type.LONG, Type.FLOAT, Type.DOUBLE -> true;
            default -> false;
        };
    }

    /** Replaces the number on top of the stack by its bits, a long, and the character of its type. */
    private void bitsAndType(Type type) {
        if (type.getSort() == Type.FLOAT) {
            out.visitInsn(Opcodes.F2D);
        }
        if (type.getSort() == Type.FLOAT || type.getSort() == Type.DOUBLE) {
            out.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
        } else if (type.getSort() != Type.LONG) {
            out.visitInsn(Opcodes.I2L);
        }
        out.visitIntInsn(Opcodes.BIPUSH, type.getDescriptor().charAt(0));
    }

    private void box(Type type) {
        String box = switch (type.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.CHAR -> "java/lang/Character";
            case Type.BYTE -> "java/lang/Byte";
            default -> null;
        };
        if (box != null) {
            out.visitMethodInsn(
                    Opcodes.INVOKESTATIC, box, "valueOf", "(" + type.getDescriptor() + ")L" + box + ";", false);
        }
    }
}
