package dev.engram.agent.weave;

import dev.engram.agent.async.ResultKind;
import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Type;

/** Finds out when a method's result is there. Class files are read, none is loaded. */
final class Results {

    /** More than any sane type has above it. */
    private static final int MAX_HEIGHT = 32;

    private Results() {}

    static ResultKind kind(MethodShape method, ClassLoader loader) {
        Type result = method.result();
        if (result.getSort() != Type.OBJECT) {
            return ResultKind.NOW;
        }
        ResultKind kind = ResultKind.of(result.getClassName(), method.parameterNames());
        return kind == ResultKind.NOW && isPromise(result.getInternalName(), loader, MAX_HEIGHT)
                ? ResultKind.LATER
                : kind;
    }

    private static boolean isPromise(String internalName, ClassLoader loader, int height) {
        String name = internalName.replace('/', '.');
        if (ResultKind.isPromise(name)) {
            return true;
        }
        // Of the JDK's types those that are one lie beside the promises themselves.
        boolean isLeaf = name.startsWith("java.") && !name.startsWith("java.util.concurrent.");
        if (isLeaf || height == 0) {
            return false;
        }
        try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                return false;
            }
            ClassReader reader = new ClassReader(in.readAllBytes());
            String parent = reader.getSuperName();
            if (parent != null && isPromise(parent, loader, height - 1)) {
                return true;
            }
            for (String each : reader.getInterfaces()) {
                if (isPromise(each, loader, height - 1)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | IllegalArgumentException unreadable) {
            // A class that nobody can read here is no promise that anybody could know.
            return false;
        }
    }
}
