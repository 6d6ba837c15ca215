package dev.engram.agent.weave.classfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A method, as its class file declares it.
 *
 * @param access the flags {@code ACC_…} of the class file format
 * @param descriptor in the class file's notation: {@code (Ljava/lang/String;I)V}
 * @param maxLocals how many local variables its code has, a long or double counting twice; 0 without code
 * @param calls the descriptor of the other method of its name in its class that it calls, null when there is none
 */
public record MethodModel(
        int access,
        String name,
        String descriptor,
        int maxLocals,
        @Nullable String calls) {

    // By hand, since a record's own spin method handles at their first use: 20 ms of the application's start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MethodModel method
                && access == method.access
                && maxLocals == method.maxLocals
                && name.equals(method.name)
                && descriptor.equals(method.descriptor)
                && Objects.equals(calls, method.calls);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + descriptor.hashCode();
    }

    /** The name with the descriptor; no other method of the class has the same. */
    public String signature() {
        return name + descriptor;
    }

    public Type[] parameters() {
        return Type.getArgumentTypes(descriptor);
    }

    /** The parameters' erased types, as in source: {@code java.lang.String}, {@code int}, {@code byte[]}. */
    public List<String> parameterNames() {
        List<String> names = new ArrayList<>();
        for (Type type : parameters()) {
            names.add(type.getClassName());
        }
        return names;
    }

    public Type result() {
        return Type.getReturnType(descriptor);
    }

    public boolean isStatic() {
        return is(Opcodes.ACC_STATIC);
    }

    public boolean isPrivate() {
        return is(Opcodes.ACC_PRIVATE);
    }

    public boolean isPublic() {
        return is(Opcodes.ACC_PUBLIC);
    }

    public boolean isNative() {
        return is(Opcodes.ACC_NATIVE);
    }

    /** Whether the compiler added it because a supertype declares the method with wider types. */
    public boolean isBridge() {
        return is(Opcodes.ACC_BRIDGE);
    }

    /** Whether the compiler added it. */
    public boolean isSynthetic() {
        return is(Opcodes.ACC_SYNTHETIC);
    }

    /** Whether it is written in the source: no constructor, no initialiser, nothing that the compiler added. */
    public boolean isDeclared() {
        return name.charAt(0) != '<' && !isSynthetic();
    }

    /** Whether it has code that can be woven: no abstract, no native method, no constructor. */
    public boolean hasCode() {
        return name.charAt(0) != '<' && !is(Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE);
    }

    /** The signature of the method of its class that a bridge calls. Null for any other, and for a bridge to an inherited method. */
    @Nullable
    String bridgeTo() {
        return calls != null && isBridge() ? name + calls : null;
    }

    private boolean is(int anyOf) {
        return (access & anyOf) != 0;
    }
}
