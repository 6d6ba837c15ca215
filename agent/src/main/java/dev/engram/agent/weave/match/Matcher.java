package dev.engram.agent.weave.match;

import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.pack.Convention;
import dev.engram.agent.weave.classfile.Bridges;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which methods of a class are woven and by what, from class files alone: no class is loaded, no instrumentation
 * needed. Thread-safe.
 *
 * <p>Of a class, a rule matches the methods of its name that have code and, where it has {@code params}, these parameters
 * (see {@link MethodNames}). A rule for a supertype matches no private and no static method. A parameter's type is erased;
 * an overriding method with narrower types is known by its bridge.
 *
 * <p>Of several rules that fit a method the first counts, in the order of {@link RuleBook}; where none fits, the
 * convention.
 */
public final class Matcher {

    private final RuleBook book;
    private final Map<String, List<ClientCall>> clientCalls = new HashMap<>();
    private final ClientVersions clientVersions = new ClientVersions();

    /**
     * A matcher.
     *
     * @param calls the methods of client libraries that send commands
     */
    public Matcher(RuleBook book, List<ClientCall> calls) {
        this.book = book;
        for (ClientCall call : calls) {
            clientCalls.computeIfAbsent(call.type(), type -> new ArrayList<>()).add(call);
        }
    }

    /** What remembers the supertypes of types, of one class loader or one class path, for {@link #plan}. */
    public TypeHierarchy newHierarchy() {
        return new TypeHierarchy(type -> !book.hasOwn() && UnrelatedLibraries.include(type));
    }

    /** Whether a type may be woven for its name alone, whatever its supertypes. */
    public boolean names(String typeName) {
        return clientCalls.containsKey(typeName)
                || book.names(typeName)
                || (book.isConventionOn() && Convention.isMemoryType(typeName));
    }

    /** Whether there are rules for one of these types. */
    public boolean hasRulesFor(Iterable<String> typeNames) {
        return !book.naming(typeNames).isEmpty();
    }

    /** Whether a class is left as it is for its name alone: nothing names it, and packs, the only rules, cannot mean it. */
    public boolean passesOver(String typeName) {
        return !book.hasOwn() && UnrelatedLibraries.include(typeName) && !names(typeName);
    }

    /**
     * Whether a class that no rule takes would be recognised as a memory by its names, which is off because there is a rule
     * file.
     *
     * @param plan what is to be done with the class; null for nothing
     */
    public boolean looksLikeMemory(String typeName, byte[] classFile, @Nullable Plan plan) {
        if (!book.missesConvention()
                || !Convention.isMemoryType(typeName)
                || (plan != null && !plan.matches().isEmpty())) {
            return false;
        }
        return ClassModel.read(classFile).methods().stream()
                .filter(method -> method.hasCode() && method.isPublic() && !method.isStatic() && method.isDeclared())
                .anyMatch(method -> Convention.rule(typeName, method.name(), method.parameterNames()) != null);
    }

    /**
     * What is to be done with a class.
     *
     * @param typeName with dots
     * @param hierarchy what was seen so far where {@code files} looks
     * @param files where the class files of its supertypes are found
     * @return null when no rule, call or convention can mean it
     * @throws RuntimeException of any kind when a class file is broken, or the type's own is newer than ASM knows
     */
    public @Nullable Plan plan(String typeName, byte[] classFile, TypeHierarchy hierarchy, ClassFiles files) {
        ClassHeader header = ClassHeader.readIfKnown(typeName, classFile);
        hierarchy.learn(header);
        List<Rule> rules = book.naming(hierarchy.supertypes(header, files));
        if (rules.isEmpty() && !names(typeName)) {
            return null;
        }
        ClassModel type = ClassModel.read(classFile);
        Bridges bridges = new Bridges(type, () -> superclasses(header, hierarchy, files));
        List<ClientCall> calls = clientCalls.getOrDefault(typeName, List.of());
        String unknownClient =
                calls.isEmpty() ? null : clientVersions.missing(calls.get(0).client(), hierarchy, files);
        List<RuleMismatch> mismatches = new ArrayList<>();
        List<Rule> applying = applying(rules, files, mismatches);
        List<MethodMatch> matches = new ArrayList<>();
        Map<Rule, Rule> earlier = new HashMap<>();
        Set<Rule> matched = new HashSet<>();
        for (MethodModel method : type.methods()) {
            if (method.hasCode() && !bridges.isDetour(method)) {
                MethodMatch match = match(
                        type, method, unknownClient == null ? calls : List.of(), applying, bridges, matched, earlier);
                if (match != null) {
                    matches.add(match);
                }
            }
        }
        MismatchReasons reasons = new MismatchReasons(type, hierarchy, files);
        for (Rule rule : applying) {
            RuleMismatch mismatch = matched.contains(rule) ? null : reasons.of(rule, earlier.get(rule));
            if (mismatch != null) {
                mismatches.add(mismatch);
            }
        }
        return new Plan(typeName, rules, matches, mismatches, unknownClient);
    }

    /**
     * Those of the rules that no type of the application switches off.
     *
     * @param mismatches gets why each other one does not apply
     */
    private List<Rule> applying(List<Rule> rules, ClassFiles files, List<RuleMismatch> mismatches) {
        List<Rule> applying = new ArrayList<>();
        for (Rule rule : rules) {
            String present = !book.isSwitchedOff(rule)
                    ? null
                    : rule.unless().stream()
                            .filter(type -> files.read(type) != null)
                            .findFirst()
                            .orElse(null);
            if (present == null) {
                applying.add(rule);
            } else {
                mismatches.add(new RuleMismatch(
                        rule, "the application has " + present + ", beside which the rule does not apply", false));
            }
        }
        return applying;
    }

    /**
     * What matches a method; null for nothing.
     *
     * @param matched gets the rule that matches it
     * @param earlier gets, of each rule that would match it too, the one that does
     */
    private @Nullable MethodMatch match(
            ClassModel type,
            MethodModel method,
            List<ClientCall> calls,
            List<Rule> rules,
            Bridges bridges,
            Set<Rule> matched,
            Map<Rule, Rule> earlier) {
        for (ClientCall call : calls) {
            if (isNamed(call, call.params(), method)
                    && type.methods().stream().noneMatch(each -> isNamed(call, call.insteadOf(), each))) {
                return MethodMatch.of(type.name(), method, call);
            }
        }
        Rule first = null;
        for (Rule rule : rules) {
            if (!fits(rule, type.name(), method, bridges)) {
                continue;
            }
            if (first == null) {
                first = rule;
                matched.add(rule);
            } else {
                earlier.put(rule, first);
            }
        }
        if (first == null && book.isConventionOn() && method.isPublic() && !method.isStatic() && method.isDeclared()) {
            first = Convention.rule(type.name(), method.name(), method.parameterNames());
        }
        return first == null ? null : MethodMatch.of(type.name(), method, first);
    }

    private static boolean isNamed(ClientCall call, @Nullable List<String> params, MethodModel method) {
        return call.method().equals(method.name()) && method.parameterNames().equals(params);
    }

    private static boolean fits(Rule rule, String typeName, MethodModel method, Bridges bridges) {
        if (!MethodNames.isNamed(rule, method)
                || (!rule.type().equals(typeName) && (method.isStatic() || method.isPrivate()))) {
            return false;
        }
        return MethodNames.haveTypes(rule.params(), method)
                || bridges.standingFor(method).stream()
                        .anyMatch(bridge -> MethodNames.haveTypes(rule.params(), bridge));
    }

    private static List<ClassModel> superclasses(ClassHeader type, TypeHierarchy hierarchy, ClassFiles files) {
        List<ClassModel> models = new ArrayList<>();
        for (String name : hierarchy.superclasses(type, files)) {
            byte[] classFile = files.read(name);
            if (classFile != null) {
                models.add(ClassModel.read(classFile));
            }
        }
        return models;
    }
}
