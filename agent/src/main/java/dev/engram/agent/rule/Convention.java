package dev.engram.agent.rule;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recognises memory managers by their names, where no rule file is given. First form: the key only. */
public final class Convention {

    private static final Source SOURCE = new Source("(convention)", 0);

    private Convention() {}

    /** Whether the type's simple name ends in MemoryManager or MemoryStore. */
    public static boolean isMemoryType(String typeName) {
        return typeName.endsWith("MemoryManager") || typeName.endsWith("MemoryStore");
    }

    /** The rule for a method of a memory type, null when it is no operation. */
    public static @Nullable Rule rule(String typeName, String method, List<String> parameterTypes) {
        Operation operation = operation(method);
        if (operation == null
                || parameterTypes.isEmpty()
                || !parameterTypes.get(0).equals("java.lang.String")) {
            return null;
        }
        Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
        fields.put(operation == Operation.SEARCH ? Field.PATTERN : Field.KEY, List.of(Path.parse("arg0")));
        if (operation == Operation.STORE && parameterTypes.size() > 1) {
            fields.put(Field.VALUE, List.of(Path.parse("arg1")));
        }
        return Rule.memory(SOURCE, typeName, method, parameterTypes, operation, fields, Map.of());
    }

    private static @Nullable Operation operation(String method) {
        switch (method) {
            case "store":
            case "save":
            case "put":
                return Operation.STORE;
            case "retrieve":
            case "get":
            case "load":
                return Operation.RETRIEVE;
            case "search":
            case "query":
            case "find":
                return Operation.SEARCH;
            case "delete":
            case "remove":
                return Operation.DELETE;
            default:
                return null;
        }
    }
}
