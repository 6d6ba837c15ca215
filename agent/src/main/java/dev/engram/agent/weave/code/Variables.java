package dev.engram.agent.weave.code;

import dev.engram.agent.weave.classfile.MethodModel;
import net.bytebuddy.jar.asm.Type;

/**
 * Where the local variables of one woven method lie: the method's own where they were, Engram's behind them.
 *
 * @param method the method
 */
public record Variables(MethodModel method) {

    /** The index of the variable that holds an argument, counted from 0 without the receiver, when the method begins. */
    int argument(int index) {
        Type[] types = method.parameters();
        int variable = method.isStatic() ? 0 : 1;
        for (int i = 0; i < index; i++) {
            variable += types[i].getSize();
        }
        return variable;
    }

    /** The index of the variable that holds an argument or, of index -1, the receiver, when the method begins. */
    public int reference(int index) {
        return index < 0 ? 0 : argument(index);
    }

    /** The index of the variable for what {@code Probe.enter} returned. */
    int enterValue() {
        return method.maxLocals();
    }

    /** The index of the variable for the result or the exception that leaves the method. */
    int exitValue() {
        return enterValue() + 1;
    }
}
