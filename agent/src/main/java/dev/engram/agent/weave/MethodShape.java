package dev.engram.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** What weaving has to know of a method, as its class file says it. Immutable. */
final class MethodShape {

    private final int access;
    private final String name;
    private final String descriptor;
    private final int maxLocals;
    private final @Nullable String calls;

    /**
     * A method.
     *
     * @param maxLocals how many local variables its code has, a long or double counting twice; 0 without code
     * @param calls the descriptor of the other method of its name in its class that it calls, null when there is none
     */
    MethodShape(int access, String name, String descriptor, int maxLocals, @Nullable String calls) {
        this.access = access;
        this.name = name;
        this.descriptor = descriptor;
        this.maxLocals = maxLocals;
        this.calls = calls;
    }

    String name() {
        return name;
    }

    /** With the descriptor; no other method of the class has the same. */
    String signature() {
        return name + descriptor;
    }

    Type[] parameters() {
        return Type.getArgumentTypes(descriptor);
    }

    /** As in source, erased: {@code java.lang.String}, {@code int}, {@code byte[]}. */
    List<String> parameterNames() {
        List<String> names = new ArrayList<>();
        for (Type type : parameters()) {
            names.add(type.getClassName());
        }
        return names;
    }

    Type result() {
        return Type.getReturnType(descriptor);
    }

    int maxLocals() {
        return maxLocals;
    }

    boolean isStatic() {
        return is(Opcodes.ACC_STATIC);
    }

    boolean isPrivate() {
        return is(Opcodes.ACC_PRIVATE);
    }

    boolean isPublic() {
        return is(Opcodes.ACC_PUBLIC);
    }

    boolean isAbstract() {
        return is(Opcodes.ACC_ABSTRACT);
    }

    /** Written in the source: no constructor, no initialiser, nothing that the compiler added. */
    boolean isDeclared() {
        return name.charAt(0) != '<' && !is(Opcodes.ACC_SYNTHETIC);
    }

    boolean isNative() {
        return is(Opcodes.ACC_NATIVE);
    }

    /** Has code: no abstract, no native method, no constructor. */
    boolean hasCode() {
        return name.charAt(0) != '<' && !is(Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE);
    }

    /**
     * The signature of the method of its class that it stands for, when it is a bridge: one that the compiler wrote because
     * a supertype declares the method with wider types. Null for any other, and for a bridge to an inherited method.
     */
    @Nullable
    String bridgeTo() {
        return calls != null && is(Opcodes.ACC_BRIDGE) ? name + calls : null;
    }

    private boolean is(int anyOf) {
        return (access & anyOf) != 0;
    }
}
