package dev.engram.agent.rule.pack;

import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises memory managers by their names, where no rule file speaks of them. It is a guess, so it takes only what is
 * hardly ever anything else:
 *
 * <ul>
 *   <li>The type's simple name ends in {@code MemoryManager} or {@code MemoryStore}; the method is {@code
 *       store/save/put}, {@code retrieve/get/load}, {@code search/query/find} or {@code delete/remove}; its first
 *       parameter is a String: the key, or for a search the pattern.
 *   <li>The second parameter of a store is the value.
 *   <li>A last parameter of the application's own type (none of the JDK's, no array) that is neither key nor value is
 *       taken for options, and read as far as it has them: {@code partition} or {@code namespace}; {@code ttl} or {@code
 *       ttlSeconds}; {@code owner} or {@code agentId}; {@code limit}. A {@link java.time.Duration} in its place is a
 *       store's time to live.
 *   <li>A further String is left alone: {@code get(key, defaultValue)} and {@code remove(key, value)} are old habits, and
 *       a value must never be taken for a name that is shown.
 * </ul>
 */
public final class Convention {

    private static final Source SOURCE = new Source("(convention)", 0);
    private static final String STRING = "java.lang.String";

    private Convention() {}

    /**
     * Whether the type's simple name ends in MemoryManager or MemoryStore.
     *
     * @param typeName the binary name, {@code com.acme.Outer$Inner}
     */
    public static boolean isMemoryType(String typeName) {
        // Neither ending holds a dot or a dollar sign, so what ends the name ends the simple name too.
        return typeName.endsWith("MemoryManager") || typeName.endsWith("MemoryStore");
    }

    /**
     * The rule for a method of a memory type, null when it is no operation.
     *
     * @param parameterTypes names of the erased types, {@code java.lang.String}, {@code int}, {@code byte[]}
     */
    public static @Nullable Rule rule(String typeName, String method, List<String> parameterTypes) {
        Operation operation = operation(method);
        if (operation == null
                || parameterTypes.isEmpty()
                || !parameterTypes.get(0).equals(STRING)
                || !isMemoryType(typeName)) {
            return null;
        }
        Map<Field, List<Path>> fields = new EnumMap<>(Field.class);
        fields.put(operation == Operation.SEARCH ? Field.PATTERN : Field.KEY, paths("arg0"));
        int rest = 1;
        if (operation == Operation.STORE && parameterTypes.size() > 1) {
            fields.put(Field.VALUE, paths("arg1"));
            rest = 2;
        }
        int last = parameterTypes.size() - 1;
        if (last >= rest) {
            readOptions(fields, operation, "arg" + last, parameterTypes.get(last));
        }
        return Rule.memory(SOURCE, typeName, method, operation)
                .params(parameterTypes)
                .fields(fields)
                .build();
    }

    private static void readOptions(Map<Field, List<Path>> fields, Operation operation, String argument, String type) {
        if (type.equals("java.time.Duration") && operation == Operation.STORE) {
            fields.put(Field.TTL, paths(argument));
        }
        if (!isOwn(type)) {
            return;
        }
        fields.put(Field.NAMESPACE, paths(argument + ".partition?", argument + ".namespace?"));
        fields.put(Field.AGENT_ID, paths(argument + ".owner?", argument + ".agentId?"));
        if (operation == Operation.STORE) {
            fields.put(Field.TTL, paths(argument + ".ttl?", argument + ".ttlSeconds?"));
        }
        if (operation == Operation.SEARCH) {
            fields.put(Field.LIMIT, paths(argument + ".limit?"));
        }
    }

    /** A type of the application's, as far as its name tells. */
    private static boolean isOwn(String type) {
        // Primitive types have no package; arrays end in a bracket.
        return type.indexOf('.') > 0
                && !type.endsWith("]")
                && !type.startsWith("java.")
                && !type.startsWith("javax.")
                && !type.startsWith("kotlin.")
                && !type.startsWith("scala.");
    }

    private static List<Path> paths(String... texts) {
        List<Path> paths = new ArrayList<>(texts.length);
        for (String text : texts) {
            paths.add(Path.parse(text));
        }
        return paths;
    }

    private static @Nullable Operation operation(String method) {
        return switch (method) {
            case "store", "save", "put" -> Operation.STORE;
            case "retrieve", "get", "load" -> Operation.RETRIEVE;
            case "search", "query", "find" -> Operation.SEARCH;
            case "delete", "remove" -> Operation.DELETE;
            default -> null;
        };
    }
}
