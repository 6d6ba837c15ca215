package dev.engram.agent.weave.code;

import dev.engram.agent.weave.classfile.MethodModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes the stack map frames of one woven method, which tell the verifier what the variables hold. They name only types of
 * the method's descriptor, so that no type has to be looked up.
 */
final class StackMapFrames {

    private static final String OBJECT = "java/lang/Object";

    private final String owner;
    private final MethodModel method;
    private final Variables variables;
    private final boolean areWritten;
    private final MethodVisitor out;

    /**
     * The frames of a method.
     *
     * @param owner the class's internal name
     * @param areWritten whether the class file's version knows stack map frames; if not, nothing is written
     */
    StackMapFrames(String owner, MethodModel method, Variables variables, boolean areWritten, MethodVisitor out) {
        this.owner = owner;
        this.method = method;
        this.variables = variables;
        this.areWritten = areWritten;
        this.out = out;
    }

    /** Writes one of the method's own frames, with the enter value added. */
    void own(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
        if (areWritten) {
            List<Object> locals = new ArrayList<>(Arrays.asList(local).subList(0, numLocal));
            addEnterValue(locals);
            out.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), numStack, stack);
        } else {
            out.visitFrame(type, numLocal, local, numStack, stack);
        }
    }

    /** Writes a frame. */
    void write(List<Object> locals, Object... stack) {
        if (areWritten) {
            out.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
        }
    }

    /** The variables before the method's first own instruction. */
    List<Object> atEntry() {
        List<Object> locals = new ArrayList<>();
        if (!method.isStatic()) {
            locals.add(owner);
        }
        for (Type type : method.parameters()) {
            locals.add(verified(type));
        }
        return addEnterValue(locals);
    }

    /** The variables at any place: nothing is known of the method's own. */
    List<Object> anywhere() {
        return addEnterValue(new ArrayList<>());
    }

    /** The variables at any place where the exit value holds a result. */
    List<Object> withResult() {
        List<Object> locals = anywhere();
        if (method.result().getSort() != Type.VOID) {
            locals.add(verified(method.result()));
        }
        return locals;
    }

    private List<Object> addEnterValue(List<Object> locals) {
        int size = locals.size();
        for (Object each : locals) {
            if (each == Opcodes.LONG || each == Opcodes.DOUBLE) {
                size++;
            }
        }
        for (; size < variables.enterValue(); size++) {
            locals.add(Opcodes.TOP);
        }
        locals.add(OBJECT);
        return locals;
    }

    private static Object verified(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
    }
}
