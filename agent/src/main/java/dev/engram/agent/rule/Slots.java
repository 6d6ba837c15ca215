package dev.engram.agent.rule;

import dev.engram.bootstrap.Probe;
import java.util.List;
import java.util.Set;

/**
 * Which of a method's arguments a rule reads, and in which of the door's {@link Probe#SLOTS} slots each is handed over.
 * Immutable.
 */
public final class Slots {

    /** Different arguments that a rule can read. */
    static final int MAX = Probe.SLOTS;

    private final List<Integer> arguments;

    /**
     * One slot for each argument, in this order.
     *
     * @throws IllegalArgumentException when there are more arguments than slots
     */
    Slots(Set<Integer> arguments) {
        if (arguments.size() > MAX) {
            throw new IllegalArgumentException("A rule can read " + MAX + " different arguments, this one reads "
                    + arguments.size() + ": " + arguments + ".");
        }
        this.arguments = List.copyOf(arguments);
    }

    /** The arguments that are read, by slot. */
    public List<Integer> arguments() {
        return arguments;
    }

    int slotOf(int argument) {
        return arguments.indexOf(argument);
    }
}
