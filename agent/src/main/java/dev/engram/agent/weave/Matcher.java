package dev.engram.agent.weave;

import dev.engram.agent.redis.ClientCall;
import dev.engram.agent.rule.Convention;
import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Decides which methods of a class are woven and by what, from class files alone: no class is loaded, no instrumentation
 * needed. Thread-safe.
 *
 * <p>Of a class, a rule takes the methods of its name that have code and, where it has {@code params}, these parameters. A
 * rule for a supertype takes no private and no static method. A parameter's type is erased; an overriding method with
 * narrower types is known by its bridge. Kotlin's {@code suspend} methods have one parameter more, and methods with
 * parameters of a value class a dash and a hash after their names; {@code params} and {@code method} leave these out.
 *
 * <p>Of several rules that fit a method the first counts, in the order of {@link RuleBook}; where none fits, the
 * convention.
 */
public final class Matcher {

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    private final RuleBook book;
    private final Map<String, List<ClientCall>> clientCalls = new HashMap<>();

    public Matcher(RuleBook book, List<ClientCall> calls) {
        this.book = book;
        for (ClientCall call : calls) {
            clientCalls.computeIfAbsent(call.type(), type -> new ArrayList<>()).add(call);
        }
    }

    /** Whether the very name of a type concerns us. */
    public boolean names(String typeName) {
        return clientCalls.containsKey(typeName)
                || book.names(typeName)
                || (book.isConventionOn() && Convention.isMemoryType(typeName));
    }

    /** Whether a class is let through by its name: nothing names it, and packs, which alone are there, cannot mean it. */
    public boolean passesOver(String typeName) {
        return !book.hasOwn() && Bystanders.include(typeName) && !names(typeName);
    }

    /**
     * What is to be done with a class; null when it is none of our business.
     *
     * @param typeName with dots
     * @param ancestry what was seen so far where {@code files} looks
     */
    public @Nullable Plan plan(String typeName, byte[] classFile, Ancestry ancestry, ClassFiles files) {
        Parents own = Parents.of(classFile);
        ancestry.learn(typeName, own);
        List<Rule> rules = book.naming(ancestry.of(typeName, own, files));
        if (rules.isEmpty() && !names(typeName)) {
            return null;
        }
        ClassShape type = ClassShape.read(new ClassReader(classFile));
        Bridges bridges = new Bridges(type, () -> superclasses(own, ancestry, files));
        List<Choice> choices = new ArrayList<>();
        Map<Rule, Rule> takenBefore = new HashMap<>();
        Set<Rule> matched = new HashSet<>();
        for (MethodShape method : type.methods()) {
            if (method.hasCode() && !bridges.isDetour(method)) {
                Choice choice = choice(type, method, rules, bridges, matched, takenBefore);
                if (choice != null) {
                    choices.add(choice);
                }
            }
        }
        List<Miss> misses = new ArrayList<>();
        for (Rule rule : rules) {
            Rule first = takenBefore.get(rule);
            if (matched.contains(rule)) {
                continue;
            }
            Miss miss = first != null
                    ? new Miss(
                            rule,
                            "the method " + rule.method() + " of " + typeName + " is taken by the rule of "
                                    + first.source(),
                            false)
                    : rule.type().equals(typeName) ? missing(rule, type) : inherited(rule, type, own, ancestry, files);
            if (miss != null) {
                misses.add(miss);
            }
        }
        return new Plan(type, rules, choices, misses);
    }

    private @Nullable Choice choice(
            ClassShape type,
            MethodShape method,
            List<Rule> rules,
            Bridges bridges,
            Set<Rule> matched,
            Map<Rule, Rule> takenBefore) {
        for (ClientCall call : clientCalls.getOrDefault(type.name(), List.of())) {
            if (call.method().equals(method.name()) && call.params().equals(method.parameterNames())) {
                return Choice.of(type.name(), method, call);
            }
        }
        Rule chosen = null;
        for (Rule rule : rules) {
            if (!fits(rule, type.name(), method, bridges)) {
                continue;
            }
            if (chosen == null) {
                chosen = rule;
                matched.add(rule);
            } else {
                takenBefore.put(rule, chosen);
            }
        }
        if (chosen == null && book.isConventionOn() && method.isPublic() && !method.isStatic() && method.isDeclared()) {
            chosen = Convention.rule(type.name(), method.name(), method.parameterNames());
        }
        return chosen == null ? null : Choice.of(type.name(), method, chosen);
    }

    private static boolean fits(Rule rule, String typeName, MethodShape method, Bridges bridges) {
        if (!isNamed(rule.method(), method.name())) {
            return false;
        }
        if (!rule.type().equals(typeName) && (method.isStatic() || method.isPrivate())) {
            return false;
        }
        List<String> params = rule.params();
        return params == null
                || fit(params, method)
                || bridges.standingFor(method).stream().anyMatch(bridge -> fit(params, bridge));
    }

    /** Kotlin adds a dash and a hash to the names of methods that take a value class. */
    private static boolean isNamed(String ruled, String name) {
        return name.startsWith(ruled) && (name.length() == ruled.length() || name.charAt(ruled.length()) == '-');
    }

    private static boolean fit(List<String> params, MethodShape method) {
        List<String> names = method.parameterNames();
        int more = names.size() - params.size();
        return names.subList(0, Math.min(params.size(), names.size())).equals(params)
                && (more == 0 || (more == 1 && names.get(params.size()).equals(CONTINUATION)));
    }

    private static List<ClassShape> superclasses(Parents own, Ancestry ancestry, ClassFiles files) {
        List<ClassShape> shapes = new ArrayList<>();
        for (String name : Ancestry.superclasses(own, ancestry, files)) {
            byte[] classFile = files.read(name);
            if (classFile != null) {
                shapes.add(ClassShape.read(new ClassReader(classFile)));
            }
        }
        return shapes;
    }

    /** The rule names this very type, which has no such method, or only one without code. */
    private static @Nullable Miss missing(Rule rule, ClassShape type) {
        Set<String> names = new TreeSet<>();
        Map<String, MethodShape> overloads = new LinkedHashMap<>();
        for (MethodShape method : type.methods()) {
            if (method.isDeclared()) {
                names.add(method.name());
                if (isNamed(rule.method(), method.name())) {
                    overloads.put("[" + String.join(", ", method.parameterNames()) + "]", method);
                    if (rule.params() == null || fit(rule.params(), method)) {
                        return withoutCode(rule, type, method);
                    }
                }
            }
        }
        String where = "the type " + type.name();
        if (!overloads.isEmpty()) {
            return new Miss(
                    rule,
                    where + " has no method " + rule.method() + " with params " + rule.params() + "; it has "
                            + String.join(", ", new TreeSet<>(overloads.keySet())),
                    true);
        }
        return new Miss(
                rule,
                where + " declares no method " + rule.method() + "; it declares " + String.join(", ", names)
                        + (type.isInterface()
                                ? ""
                                : ". A method that it inherits is named at the type that declares it"),
                true);
    }

    private static Miss withoutCode(Rule rule, ClassShape type, MethodShape method) {
        return method.isNative()
                ? new Miss(rule, "the method " + rule.method() + " of " + type.name() + " is native", true)
                : new Miss(
                        rule,
                        type.name() + " declares " + rule.method()
                                + " without code; its implementations are woven, each in its own class",
                        false);
    }

    /** A class whose method for the rule is that of a superclass which is no such type, and therefore not woven. */
    private static @Nullable Miss inherited(
            Rule rule, ClassShape type, Parents own, Ancestry ancestry, ClassFiles files) {
        if (type.isAbstract()) {
            return null;
        }
        for (String name : Ancestry.superclasses(own, ancestry, files)) {
            byte[] classFile = files.read(name);
            if (classFile == null
                    || name.equals(rule.type())
                    || ancestry.of(name, Parents.of(classFile), files).contains(rule.type())) {
                return null;
            }
            for (MethodShape method :
                    ClassShape.read(new ClassReader(classFile)).methods()) {
                if (method.isDeclared()
                        && method.hasCode()
                        && isNamed(rule.method(), method.name())
                        && (rule.params() == null || fit(rule.params(), method))) {
                    return new Miss(
                            rule,
                            type.name() + " inherits " + rule.method() + " from " + name + ", which is no "
                                    + rule.type() + "; name that class in a rule of its own",
                            true);
                }
            }
        }
        return null;
    }
}
