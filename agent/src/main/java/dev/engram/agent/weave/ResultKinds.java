package dev.engram.agent.weave;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.classfile.SupertypeNames;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** Finds out when a method's result is there. Class files are read, none is loaded. */
final class ResultKinds {

    private ResultKinds() {}

    /**
     * When the method's result is there.
     *
     * @param files where the result's type and its supertypes are found
     */
    static ResultKind of(MethodModel method, ClassFiles files) {
        Type result = method.result();
        if (result.getSort() != Type.OBJECT) {
            return ResultKind.NOW;
        }
        String name = result.getClassName();
        ResultKind kind = ResultKind.of(name, method.parameterNames());
        return kind == ResultKind.NOW && isPromise(name, files) ? ResultKind.LATER : kind;
    }

    private static boolean isPromise(String typeName, ClassFiles files) {
        if (ResultKind.isPromise(typeName) || isNoPromise(typeName)) {
            return ResultKind.isPromise(typeName);
        }
        ClassHeader type = header(typeName, files);
        return type != null
                && SupertypeNames.of(type, each -> header(each, files), ResultKinds::isNoPromise).names().stream()
                        .anyMatch(ResultKind::isPromise);
    }

    /** Of the JDK's types those that are promises lie in one package. */
    private static boolean isNoPromise(String typeName) {
        return typeName.startsWith("java.") && !typeName.startsWith("java.util.concurrent.");
    }

    private static @Nullable ClassHeader header(String typeName, ClassFiles files) {
        byte[] classFile = files.read(typeName);
        return classFile == null ? null : ClassHeader.readIfKnown(typeName, classFile);
    }
}
