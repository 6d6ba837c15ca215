package dev.engram.agent.weave.classfile;

import net.bytebuddy.jar.asm.Opcodes;

/**
 * A field, as its class file declares it.
 *
 * @param access the flags {@code ACC_…} of the class file format
 * @param type the name of its erased type, as in source: {@code java.lang.String}, {@code int}, {@code byte[]}
 */
public record FieldModel(int access, String name, String type) {

    public boolean isStatic() {
        return (access & Opcodes.ACC_STATIC) != 0;
    }

    public boolean isPublic() {
        return (access & Opcodes.ACC_PUBLIC) != 0;
    }
}
