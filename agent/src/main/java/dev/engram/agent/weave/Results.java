package dev.engram.agent.weave;

import dev.engram.agent.async.ResultKind;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Type;

/** Finds out when a method's result is there. Class files are read, none is loaded. */
final class Results {

    /** More than any sane type has above it. */
    private static final int MAX_HEIGHT = 32;

    private Results() {}

    static ResultKind kind(MethodShape method, ClassFiles files) {
        Type result = method.result();
        if (result.getSort() != Type.OBJECT) {
            return ResultKind.NOW;
        }
        String name = result.getClassName();
        ResultKind kind = ResultKind.of(name, method.parameterNames());
        return kind == ResultKind.NOW && isPromise(name, files, MAX_HEIGHT) ? ResultKind.LATER : kind;
    }

    private static boolean isPromise(String typeName, ClassFiles files, int height) {
        if (ResultKind.isPromise(typeName)) {
            return true;
        }
        // Of the JDK's types those that are promises lie beside these.
        boolean isOther = typeName.startsWith("java.") && !typeName.startsWith("java.util.concurrent.");
        byte[] classFile = isOther || height == 0 ? null : files.read(typeName);
        if (classFile == null) {
            return false;
        }
        ClassReader reader;
        try {
            reader = new ClassReader(classFile);
        } catch (IllegalArgumentException newerThanTheReader) {
            return false;
        }
        List<String> parents = new ArrayList<>(List.of(reader.getInterfaces()));
        if (reader.getSuperName() != null) {
            parents.add(reader.getSuperName());
        }
        for (String each : parents) {
            if (isPromise(each.replace('/', '.'), files, height - 1)) {
                return true;
            }
        }
        return false;
    }
}
