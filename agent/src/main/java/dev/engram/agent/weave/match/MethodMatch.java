package dev.engram.agent.weave.match;

import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.text.Texts;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A method that is to be woven, and the rule or the client library's call that matches it.
 *
 * @param type the name of the class that declares the method
 * @param model the method
 * @param rule null for a client library's call
 * @param call null where a rule matches the method
 */
public record MethodMatch(
        String type,
        MethodModel model,
        @Nullable Rule rule,
        @Nullable ClientCall call) {

    static MethodMatch of(String type, MethodModel model, Rule rule) {
        return new MethodMatch(type, model, rule, null);
    }

    static MethodMatch of(String type, MethodModel model, ClientCall call) {
        return new MethodMatch(type, model, null, call);
    }

    /**
     * The methods of an interface that the rule names and that have no code. The class of a proxy has code for them, and
     * is woven when the proxy is made.
     *
     * @return empty for a type that is no interface
     */
    public static List<MethodMatch> ofProxies(ClassModel type, Rule rule) {
        List<MethodMatch> matches = new ArrayList<>();
        for (MethodModel method : type.isInterface() ? type.methods() : List.<MethodModel>of()) {
            if (!method.hasCode()
                    && method.isDeclared()
                    && MethodNames.isNamed(rule, method)
                    && MethodNames.haveTypes(rule.params(), method)) {
                matches.add(of(type.name(), method, rule));
            }
        }
        return matches;
    }

    /** Type and name, without parameters: {@code com.acme.MemoryManager.store}. */
    public String method() {
        return type + "." + model.name();
    }

    /** The names of the parameters' erased types. */
    public List<String> params() {
        return model.parameterNames();
    }

    /** The name of the erased type of its result, {@code void} without one. */
    public String result() {
        return model.result().getClassName();
    }

    /**
     * Which paths of the rule cannot be read of this method, one sentence each; they read as null. A path that is read of
     * another overload is meant for that one.
     *
     * @param all what rules match in the same class
     */
    public List<String> faults(List<MethodMatch> all) {
        List<String> faults = new ArrayList<>();
        if (rule == null) {
            return faults;
        }
        for (Path path : rule.paths()) {
            String fault = fault(path);
            if (fault != null && !isReadElsewhere(path, all)) {
                faults.add(rule.source() + ": the path " + path + " cannot be read: " + method() + " " + fault + ".");
            }
        }
        return faults;
    }

    /** Whether the rule matches another method too, of which the path can be read. */
    private boolean isReadElsewhere(Path path, List<MethodMatch> all) {
        return all.stream().anyMatch(other -> isOfSameRule(other) && other.canRead(path));
    }

    /** Whether one rule matches both. */
    public boolean isOfSameRule(MethodMatch other) {
        return rule != null && rule.equals(other.rule);
    }

    /** Whether the method has what a path begins with. */
    public boolean canRead(Path path) {
        return fault(path) == null;
    }

    private @Nullable String fault(Path path) {
        int count = model.parameters().length;
        if (path.argument() >= count) {
            return "has " + Texts.count(count, "parameter") + ", counted from arg0";
        }
        if (path.base() == Path.Base.THIS && model.isStatic()) {
            return "is static";
        }
        boolean isLater = rule != null && rule.field(Field.STREAM) != null;
        return path.base() == Path.Base.RETURN && model.result().getSort() == Type.VOID && !isLater
                ? "returns nothing"
                : null;
    }

    /** Type, name and parameters. */
    @Override
    public String toString() {
        return method() + "(" + String.join(", ", params()) + ")";
    }
}
