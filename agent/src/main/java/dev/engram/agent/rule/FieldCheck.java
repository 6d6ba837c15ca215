package dev.engram.agent.rule;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields an operation has, and where each can be read. */
final class FieldCheck {

    private static final Set<Field> OF_STORE = EnumSet.of(Field.KEY, Field.VALUE, Field.NAMESPACE, Field.TTL);
    private static final Set<Field> OF_RETRIEVE = EnumSet.of(Field.KEY, Field.VALUE, Field.NAMESPACE, Field.FOUND);
    private static final Set<Field> OF_SEARCH =
            EnumSet.of(Field.PATTERN, Field.NAMESPACE, Field.LIMIT, Field.RESULT_COUNT);
    private static final Set<Field> OF_DELETE = EnumSet.of(Field.KEY, Field.NAMESPACE);

    private FieldCheck() {}

    /** Why {@code field} is no field of {@code operation}, null when it is one. */
    static @Nullable String misfit(Field field, Operation operation) {
        if (Field.OF_TASKS.contains(field) || of(operation).contains(field)) {
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
            if (of(each).contains(field)) {
                fitting.add(each.label());
            }
        }
        return field.label() + " does not fit a " + operation.label() + ", only a " + Shape.joined(fitting, "and")
                + "; leave it out";
    }

    private static Set<Field> of(Operation operation) {
        switch (operation) {
            case STORE:
                return OF_STORE;
            case RETRIEVE:
                return OF_RETRIEVE;
            case SEARCH:
                return OF_SEARCH;
            default:
                return OF_DELETE;
        }
    }

    /**
     * Why {@code path} cannot give {@code field}, null when it can.
     *
     * @param operation null in a task rule, or where the rule's is not known
     */
    static @Nullable String misplaced(Field field, Path path, @Nullable Operation operation) {
        String label = field.label();
        if (field == Field.FOUND
                || field == Field.RESULT_COUNT
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
