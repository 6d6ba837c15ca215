package dev.engram.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Reads lists of names that a user gives.
 *
 * @param line the command line that they stand on
 */
record Names(CommandLine line) {

    /**
     * Those of {@code known} that {@code given} names, in the order of {@code known}; all when nothing is given.
     *
     * @throws ParameterException when a name is unknown, with all that are known
     */
    <T> List<T> pick(String option, List<String> given, List<T> known, Function<T, String> label) {
        List<String> labels = known.stream().map(label).toList();
        for (String name : given) {
            if (!labels.contains(name)) {
                throw new ParameterException(
                        line, option + " " + name + " is not known; use some of " + String.join(", ", labels) + ".");
            }
        }
        List<T> picked = new ArrayList<>();
        for (T each : known) {
            if (given.isEmpty() || given.contains(label.apply(each))) {
                picked.add(each);
            }
        }
        return picked;
    }
}
