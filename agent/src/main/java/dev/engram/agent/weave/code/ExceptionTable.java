package dev.engram.agent.weave.code;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import org.jspecify.annotations.Nullable;

/**
 * The exception handlers of one woven method. The JVM takes the first that fits, so that their order decides: the guards of
 * Engram's own calls, which the method's handlers are not to see; the method's handlers; then the one for exceptions that
 * leave the method.
 */
final class ExceptionTable {

    private record Handler(
            Label start, Label end, Label target, @Nullable String type) {}

    private record Range(Label start, Label end) {}

    private final List<Handler> guards = new ArrayList<>();
    private final List<Handler> handlers = new ArrayList<>();
    private final List<Range> code = new ArrayList<>();

    /** Whatever is thrown between the labels is Engram's own error and goes to {@code target}. */
    void guard(Label start, Label end, Label target) {
        guards.add(new Handler(start, end, target, "java/lang/Throwable"));
    }

    /** One of the method's own handlers, in their order. */
    void handler(Label start, Label end, Label target, @Nullable String type) {
        handlers.add(new Handler(start, end, target, type));
    }

    /** A part of the method's own code, without Engram's at its returns. */
    void code(Label start, Label end) {
        code.add(new Range(start, end));
    }

    /**
     * Writes the table. All labels have been visited.
     *
     * @param thrown where exceptions go that leave the method's own code
     */
    void write(Label thrown, MethodVisitor out) {
        guards.forEach(each -> write(each, out));
        handlers.forEach(each -> write(each, out));
        for (Range each : code) {
            if (each.start.getOffset() < each.end.getOffset()) {
                out.visitTryCatchBlock(each.start, each.end, thrown, null);
            }
        }
    }

    private static void write(Handler handler, MethodVisitor out) {
        out.visitTryCatchBlock(handler.start, handler.end, handler.target, handler.type);
    }
}
