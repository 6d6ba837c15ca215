package dev.engram.agent.check;

import dev.engram.agent.classpath.ClassPath;
import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.weave.UnknownLibraries;
import dev.engram.agent.weave.classfile.ClassHeader;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.TypeHierarchy;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.MethodMatch;
import dev.engram.agent.weave.match.Plan;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.agent.weave.match.RuleMismatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks the running agent's own {@link Matcher} of every class of a class path. Used once, by one thread. */
final class Check {

    /** Most reasons shown of one rule; a hundred classes may give one each. */
    private static final int MAX_REASONS = 5;

    private final List<Rule> own;
    private final Packs packs;
    private final Matcher matcher;
    private final ClassPath classPath;
    private final Report report;
    private final ApplicationTypes types;
    private final PathCheck paths;
    private final TypeHierarchy hierarchy;
    private final List<Plan> plans = new ArrayList<>();
    private final Candidates candidates = new Candidates();

    /** Why a rule matches no method of some class, and whether that is a fault. */
    private final Map<Rule, Map<String, Boolean>> reasons = new HashMap<>();

    /**
     * A check.
     *
     * @param own the user's own rules, those that are switched off among them
     */
    Check(List<Rule> own, Packs packs, ClassPath classPath, Report report) {
        this.own = own;
        this.packs = packs;
        this.matcher = new Matcher(new RuleBook(own, packs, true), RedisClients.calls(CommandRecording.ALL));
        this.hierarchy = matcher.newHierarchy();
        this.classPath = classPath;
        this.report = report;
        this.types = new ApplicationTypes(classPath);
        this.paths = new PathCheck(types);
    }

    /** Fills the report. */
    void run() {
        for (String type : classPath.types()) {
            byte[] classFile = classPath.read(type);
            if (classFile != null) {
                look(type, classFile);
            }
        }
        report.setTypes(classPath.types().size());
        Set<Rule> matched = new HashSet<>();
        for (Plan plan : plans) {
            for (MethodMatch match : plan.matches()) {
                report.woven().add(new CheckedMethod(match, unreadable(match, plan.matches())));
                if (match.rule() != null) {
                    matched.add(match.rule());
                }
            }
        }
        for (Rule rule : expected()) {
            List<CheckedMethod> onProxies = matched.contains(rule) ? List.of() : onProxies(rule);
            report.onProxies().addAll(onProxies);
            if (!onProxies.isEmpty()) {
                continue;
            }
            UnmatchedRule unmatched = unmatched(rule, matched.contains(rule));
            if (unmatched != null) {
                report.unmatched().add(unmatched);
            }
        }
        report.candidates().addAll(candidates.found());
    }

    /** The rules that should match something: of packs, those for types that the application has. */
    private List<Rule> expected() {
        List<Rule> rules = new ArrayList<>(packs.switchedOn(own));
        for (String type : new TreeSet<>(packs.types())) {
            if (types.isOfTheClassPath(type)) {
                rules.addAll(packs.naming(type));
            }
        }
        return rules;
    }

    private void look(String type, byte[] classFile) {
        ClassHeader header = read(type, classFile);
        if (header == null) {
            return;
        }
        types.add(header);
        String unknown = matcher.names(type) ? null : UnknownLibraries.sentence(type);
        if (unknown != null) {
            report.unknownLibraries().add(unknown);
        }
        Plan plan;
        try {
            plan = matcher.passesOver(type) ? null : matcher.plan(type, classFile, hierarchy, classPath::read);
        } catch (RuntimeException broken) {
            classPath.complain(
                    type, "it would run as it is, for it or a type that it extends is broken (" + broken + ")");
            return;
        }
        if (plan != null) {
            plans.add(plan);
            if (plan.unknownClient() != null && !report.problems().contains(plan.unknownClient() + ".")) {
                report.problems().add(plan.unknownClient() + ".");
            }
            plan.mismatches().forEach(this::remember);
        }
        if (Candidates.isNamedLikeOne(type)
                && (plan == null || (plan.rules().isEmpty() && plan.matches().isEmpty()))) {
            TypeMembers members = types.members(type);
            if (members != null) {
                candidates.look(type, members);
            }
        }
    }

    /** Null, and said, when this is no class file of that type. */
    private @Nullable ClassHeader read(String type, byte[] classFile) {
        try {
            ClassHeader header = ClassHeader.read(classFile);
            if (header.name().equals(type)) {
                return header;
            }
            classPath.complain(type, "the file holds the class " + header.name());
        } catch (RuntimeException broken) {
            classPath.complain(type, "the class file is broken, or newer than Engram knows (" + broken + ")");
        }
        return null;
    }

    private void remember(RuleMismatch mismatch) {
        Map<String, Boolean> known = reasons.computeIfAbsent(mismatch.rule(), each -> new LinkedHashMap<>());
        if (known.size() < MAX_REASONS) {
            known.put(mismatch.reason(), mismatch.isFault());
        }
    }

    /** Why paths cannot be read of a method; of those that can be read of another overload nothing is said. */
    private List<String> unreadable(MethodMatch match, List<MethodMatch> all) {
        List<String> sentences = new ArrayList<>(match.faults(all));
        Rule rule = match.rule();
        if (rule == null) {
            return sentences;
        }
        for (Path path : rule.paths()) {
            String complaint = complaint(path, match);
            if (complaint != null && all.stream().noneMatch(other -> isRead(path, match, other))) {
                sentences.add(rule.source() + ": the path " + path + " cannot be read: " + complaint + ".");
            }
        }
        return sentences;
    }

    /** What a user's rule matches in the proxies of an interface that no class of the class path implements. */
    private List<CheckedMethod> onProxies(Rule rule) {
        ClassModel type = rule.pack() != null || !types.isOfTheClassPath(rule.type()) ? null : types.get(rule.type());
        if (type == null
                || reasons.getOrDefault(rule, Map.of()).containsValue(true)
                || !Set.of(rule.type()).equals(types.withSubtypes(rule.type()))) {
            return List.of();
        }
        List<MethodMatch> all = MethodMatch.ofProxies(type, rule);
        return all.stream()
                .map(match -> new CheckedMethod(match, unreadable(match, all)))
                .toList();
    }

    private @Nullable String complaint(Path path, MethodMatch match) {
        return paths.complaint(path, match.type(), match.params(), match.result());
    }

    private boolean isRead(Path path, MethodMatch match, MethodMatch other) {
        return match.isOfSameRule(other) && other.canRead(path) && complaint(path, other) == null;
    }

    /** Null when the rule matches what it means. */
    private @Nullable UnmatchedRule unmatched(Rule rule, boolean isMatched) {
        List<String> said = new ArrayList<>();
        boolean isFault = false;
        for (Map.Entry<String, Boolean> each :
                reasons.getOrDefault(rule, Map.of()).entrySet()) {
            isFault |= each.getValue();
            if (!isMatched || each.getValue()) {
                said.add(each.getKey());
            }
        }
        if (!isMatched && said.isEmpty()) {
            said.add(whyTypeIsMissing(rule.type()));
        } else if (!isMatched && !isFault) {
            said.add("no class of the class path has code for it that no earlier rule matches");
        }
        return said.isEmpty() ? null : new UnmatchedRule(rule, said, !isMatched);
    }

    private String whyTypeIsMissing(String type) {
        if (types.isOfTheClassPath(type)) {
            return "the class file of the type " + type + " cannot be read";
        }
        if (types.get(type) != null) {
            return "the type " + type + " belongs to the JDK, which is not woven; name a type of the application";
        }
        String simple = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        for (String each : classPath.types()) {
            if (each.endsWith(simple) && (each.endsWith("." + simple) || each.endsWith("$" + simple))) {
                return "the type " + type + " is not on the class path (perhaps " + each + " is meant)";
            }
        }
        return "the type " + type + " is not on the class path";
    }
}
