package dev.engram.agent.weave.match;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.classfile.MethodModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a rule's {@code method} and {@code params} with a method. Kotlin's {@code suspend} methods have one parameter
 * more, and methods with parameters of a value class a dash and a hash after their names; a rule leaves these out.
 */
final class MethodNames {

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    private MethodNames() {}

    /** Whether the rule names the method, whatever its parameters. */
    static boolean isNamed(Rule rule, MethodModel method) {
        String ruled = rule.method();
        String name = method.name();
        return name.startsWith(ruled) && (name.length() == ruled.length() || name.charAt(ruled.length()) == '-');
    }

    /** Whether the parameters' types are those of a rule, null for any. */
    static boolean haveTypes(@Nullable List<String> params, MethodModel method) {
        if (params == null) {
            return true;
        }
        List<String> names = method.parameterNames();
        int more = names.size() - params.size();
        return names.subList(0, Math.min(params.size(), names.size())).equals(params)
                && (more == 0 || (more == 1 && names.get(params.size()).equals(CONTINUATION)));
    }
}
