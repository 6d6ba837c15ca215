package dev.engram.agent.rule;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields an operation has, and where each can be read. */
final class FieldCheck {

    /** What every memory operation can have. */
    private static final Set<Field> OF_ALL = EnumSet.of(Field.NAMESPACE, Field.STORE, Field.RESULT_COUNT, Field.TAGS);

    private static final Map<Operation, Set<Field>> OWN = new EnumMap<>(Map.of(
            Operation.STORE, EnumSet.of(Field.KEY, Field.VALUE, Field.TTL),
            Operation.RETRIEVE, EnumSet.of(Field.KEY, Field.VALUE, Field.FOUND, Field.LIMIT),
            Operation.SEARCH, EnumSet.of(Field.PATTERN, Field.QUERY, Field.LIMIT, Field.SCORE),
            Operation.DELETE, EnumSet.of(Field.KEY),
            Operation.VALIDATE, EnumSet.of(Field.KEY, Field.VALID, Field.SEVERITY),
            Operation.LOAD, EnumSet.of(Field.KEY, Field.STAGE, Field.MODE, Field.LAYERS_LOADED),
            Operation.ENRICH, EnumSet.of(Field.KEY)));

    private FieldCheck() {}

    /** Why {@code field} is no field of {@code operation}, null when it is one. */
    static @Nullable String misfit(Field field, Operation operation) {
        if (fits(field, operation)) {
            return null;
        }
        if (operation == Operation.SEARCH && field == Field.KEY) {
            return "key does not fit a search; write pattern";
        }
        if (operation != Operation.SEARCH && field == Field.PATTERN) {
            return "pattern fits a search only; write key";
        }
        Set<String> fitting = new LinkedHashSet<>();
        for (Operation each : Operation.values()) {
            if (fits(field, each)) {
                fitting.add(each.label());
            }
        }
        return field.label() + " does not fit a " + operation.label() + ", only a " + Shape.joined(fitting, "and")
                + "; leave it out";
    }

    private static boolean fits(Field field, Operation operation) {
        return Field.OF_TASKS.contains(field)
                || OF_ALL.contains(field)
                || Objects.requireNonNull(OWN.get(operation)).contains(field);
    }

    /**
     * Why {@code path} cannot give {@code field}, null when it can.
     *
     * @param operation null in a task rule, or where the rule's is not known
     */
    static @Nullable String misplaced(Field field, Path path, @Nullable Operation operation) {
        String label = field.label();
        if (field == Field.FOUND
                || (field == Field.RESULT_COUNT && operation == Operation.SEARCH)
                || field == Field.SCORE
                || field == Field.VALID
                || (field == Field.VALUE && operation == Operation.RETRIEVE)) {
            return path.base() == Path.Base.RETURN
                    ? null
                    : label + (operation == Operation.RETRIEVE && field == Field.VALUE ? " of a retrieve" : "")
                            + " is read from the call's result, not from '" + path
                            + "'; write a path that begins with return";
        }
        if (path.base() == Path.Base.ERROR) {
            return label + " cannot be read from the error; only attributes can";
        }
        if (path.base() == Path.Base.RETURN && (field == Field.TTL || field == Field.LIMIT)) {
            return label + " is read before the call, so not from '" + path
                    + "'; write a path that begins with argN or this";
        }
        if (path.base() == Path.Base.LITERAL && field == Field.VALUE) {
            return "value is no path with '" + path + "'; write one that begins with argN, this or return";
        }
        return null;
    }
}
