package dev.engram.agent.weave.match;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds out why a rule that means a class matches no method of it. */
final class MismatchReasons {

    private final ClassModel type;
    private final TypeHierarchy hierarchy;
    private final ClassFiles files;

    MismatchReasons(ClassModel type, TypeHierarchy hierarchy, ClassFiles files) {
        this.type = type;
        this.hierarchy = hierarchy;
        this.files = files;
    }

    /**
     * The reason.
     *
     * @param earlier the rule that matches the method first; null when there is none
     * @return null when there is nothing to say: the rule names a supertype, and this class has no method of its own for it
     */
    @Nullable
    RuleMismatch of(Rule rule, @Nullable Rule earlier) {
        if (earlier != null) {
            return new RuleMismatch(
                    rule,
                    "the earlier rule of " + earlier.source() + " matches the method " + rule.method() + " of "
                            + type.name(),
                    false);
        }
        return rule.type().equals(type.name()) ? missing(rule) : inherited(rule);
    }

    /** The rule names this very type, which has no such method, or only one without code. */
    private RuleMismatch missing(Rule rule) {
        Set<String> names = new TreeSet<>();
        Map<String, MethodModel> overloads = new LinkedHashMap<>();
        for (MethodModel method : type.methods()) {
            if (method.isDeclared()) {
                names.add(method.name());
                if (MethodNames.isNamed(rule, method)) {
                    overloads.put("[" + String.join(", ", method.parameterNames()) + "]", method);
                    if (MethodNames.haveTypes(rule.params(), method)) {
                        return withoutCode(rule, method);
                    }
                }
            }
        }
        String where = "the type " + type.name();
        if (!overloads.isEmpty()) {
            return new RuleMismatch(
                    rule,
                    where + " has no method " + rule.method() + " with params " + rule.params() + "; it has "
                            + String.join(", ", new TreeSet<>(overloads.keySet())),
                    true);
        }
        return new RuleMismatch(
                rule,
                where + " declares no method " + rule.method() + "; it declares " + String.join(", ", names)
                        + (type.isInterface() ? "" : ". Name an inherited method with the type that declares it"),
                true);
    }

    private RuleMismatch withoutCode(Rule rule, MethodModel method) {
        return method.isNative()
                ? new RuleMismatch(rule, "the method " + rule.method() + " of " + type.name() + " is native", true)
                : new RuleMismatch(
                        rule,
                        type.name() + " declares " + rule.method()
                                + " without code; its implementations are woven, each in its own class",
                        false);
    }

    /** A class inherits the method from a superclass that is not of the rule's type, and whose method is therefore not woven. */
    private @Nullable RuleMismatch inherited(Rule rule) {
        if (type.isAbstract()) {
            return null;
        }
        for (String name : hierarchy.superclasses(type.header(), files)) {
            byte[] classFile = files.read(name);
            if (classFile == null
                    || name.equals(rule.type())
                    || hierarchy
                            .supertypes(ClassHeader.readIfKnown(name, classFile), files)
                            .contains(rule.type())) {
                return null;
            }
            for (MethodModel method : ClassModel.read(classFile).methods()) {
                if (method.isDeclared()
                        && method.hasCode()
                        && MethodNames.isNamed(rule, method)
                        && MethodNames.haveTypes(rule.params(), method)) {
                    return new RuleMismatch(
                            rule,
                            type.name() + " inherits " + rule.method() + " from " + name
                                    + ", which does not extend or implement " + rule.type() + "; write a rule for "
                                    + name,
                            true);
                }
            }
        }
        return null;
    }
}
