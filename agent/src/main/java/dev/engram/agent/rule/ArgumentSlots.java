package dev.engram.agent.rule;

import dev.engram.bootstrap.Probe;
import java.util.Collection;
import java.util.List;

/**
 * Which of a method's arguments a rule reads, and in which of {@link Probe}'s slots each is handed over.
 *
 * @param arguments the indexes of the arguments that are read, by slot
 */
public record ArgumentSlots(List<Integer> arguments) {

    /** Different arguments that a rule can read. */
    public static final int MAX = Probe.SLOTS;

    /**
     * One slot for each argument, in this order.
     *
     * @throws IllegalArgumentException when there are more arguments than slots
     */
    public ArgumentSlots {
        if (arguments.size() > MAX) {
            throw new IllegalArgumentException("A rule can read " + MAX + " different arguments, this one reads "
                    + arguments.size() + ": " + arguments + ".");
        }
        arguments = List.copyOf(arguments);
    }

    /** The slots of these arguments. */
    static ArgumentSlots of(Collection<Integer> arguments) {
        return new ArgumentSlots(List.copyOf(arguments));
    }

    /** The slot of an argument that the rule reads. */
    public int slotOf(int argument) {
        return arguments.indexOf(argument);
    }
}
