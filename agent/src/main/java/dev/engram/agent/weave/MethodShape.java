package dev.engram.agent.weave;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** What weaving has to know of a method, as its class file says it. Immutable. */
final class MethodShape {

    private final int access;
    private final String name;
    private final String descriptor;
    private final int maxLocals;

    /**
     * A method.
     *
     * @param maxLocals how many local variables its code has, a long or double counting twice; 0 without code
     */
    MethodShape(int access, String name, String descriptor, int maxLocals) {
        this.access = access;
        this.name = name;
        this.descriptor = descriptor;
        this.maxLocals = maxLocals;
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

    /** Has code of its own. A bridge only calls the method that it stands for, which is woven itself. */
    boolean isWeavable() {
        return name.charAt(0) != '<' && !is(Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE);
    }

    private boolean is(int anyOf) {
        return (access & anyOf) != 0;
    }
}
