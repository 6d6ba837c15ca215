package dev.engram.agent.check;

import dev.engram.agent.redis.Jedis;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Packs;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.Ancestry;
import dev.engram.agent.weave.Choice;
import dev.engram.agent.weave.Matcher;
import dev.engram.agent.weave.Miss;
import dev.engram.agent.weave.Plan;
import dev.engram.agent.weave.RuleBook;
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

/** Asks the running agent's own {@link Matcher} of every class of a class path. Used once, by one thread. */
final class Check {

    /** Reasons told of one rule that a hundred classes give. */
    private static final int MAX_REASONS = 5;

    private final List<Rule> own;
    private final Packs packs;
    private final Matcher matcher;
    private final ClassPath classPath;
    private final Report report;
    private final TypeFiles types;
    private final PathCheck paths;
    private final Ancestry ancestry;
    private final List<Plan> plans = new ArrayList<>();
    private final Candidates candidates = new Candidates();

    /** Why a rule takes no method of some class, and whether that is a fault. */
    private final Map<Rule, Map<String, Boolean>> reasons = new HashMap<>();

    /**
     * A check.
     *
     * @param own the user's own rules, those that are switched off among them
     */
    Check(List<Rule> own, Packs packs, ClassPath classPath, Report report) {
        this.own = own;
        this.packs = packs;
        RuleBook book = new RuleBook(own, packs);
        this.matcher = new Matcher(book, Jedis.calls());
        this.ancestry = new Ancestry(!book.hasOwn());
        this.classPath = classPath;
        this.report = report;
        this.types = new TypeFiles(classPath);
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
        Set<Rule> met = new HashSet<>();
        for (Plan plan : plans) {
            for (Choice choice : plan.choices()) {
                report.woven().add(new Woven(plan.type(), choice, unreadable(plan.type(), choice)));
                if (choice.rule() != null) {
                    met.add(choice.rule());
                }
            }
        }
        for (Rule rule : expected()) {
            Unmet unmet = unmet(rule, met.contains(rule));
            if (unmet != null) {
                report.unmet().add(unmet);
            }
        }
        report.candidates().addAll(candidates.found());
    }

    /** The rules that should take something: of packs, those for types that the application has. */
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
        ClassReader reader = read(type, classFile);
        if (reader == null) {
            return;
        }
        types.add(type, parents(reader));
        Plan plan;
        try {
            plan = matcher.passesOver(type) ? null : matcher.plan(type, classFile, ancestry, classPath::read);
        } catch (RuntimeException broken) {
            classPath.complain(
                    type, "it would run as it is, for it or a type that it extends is broken (" + broken + ")");
            return;
        }
        if (plan != null) {
            plans.add(plan);
            plan.misses().forEach(this::remember);
        }
        if (Candidates.isNamedLikeOne(type)
                && (plan == null || (plan.rules().isEmpty() && plan.choices().isEmpty()))) {
            TypeFile file = types.get(type);
            if (file != null) {
                candidates.look(type, file);
            }
        }
    }

    /** Null, and said, when this is no class file of that type. */
    private @Nullable ClassReader read(String type, byte[] classFile) {
        try {
            ClassReader reader = new ClassReader(classFile);
            String name = reader.getClassName().replace('/', '.');
            if (name.equals(type)) {
                return reader;
            }
            classPath.complain(type, "the file holds the class " + name);
        } catch (RuntimeException broken) {
            classPath.complain(type, "the class file is broken, or newer than Engram knows (" + broken + ")");
        }
        return null;
    }

    private static List<String> parents(ClassReader reader) {
        List<String> parents = new ArrayList<>();
        String superclass = reader.getSuperName();
        if (superclass != null) {
            parents.add(superclass.replace('/', '.'));
        }
        for (String each : reader.getInterfaces()) {
            parents.add(each.replace('/', '.'));
        }
        return parents;
    }

    private void remember(Miss miss) {
        Map<String, Boolean> known = reasons.computeIfAbsent(miss.rule(), each -> new LinkedHashMap<>());
        if (known.size() < MAX_REASONS) {
            known.put(miss.reason(), miss.isFault());
        }
    }

    private List<String> unreadable(String type, Choice choice) {
        List<String> sentences = new ArrayList<>(choice.faults());
        Rule rule = choice.rule();
        if (rule == null) {
            return sentences;
        }
        List<Accessor> accessors = new ArrayList<>(rule.fields().values());
        accessors.addAll(rule.attributes().values());
        accessors.addAll(rule.gauges().values());
        for (Accessor accessor : accessors) {
            for (Path path : accessor.paths()) {
                String complaint = paths.complaint(path, type, choice.params(), choice.result());
                if (complaint != null) {
                    sentences.add(rule.source() + ": the path " + path + " cannot be read: " + complaint + ".");
                }
            }
        }
        return sentences;
    }

    /** Null when the rule takes what it means. */
    private @Nullable Unmet unmet(Rule rule, boolean isMet) {
        List<String> said = new ArrayList<>();
        boolean isFault = false;
        for (Map.Entry<String, Boolean> each :
                reasons.getOrDefault(rule, Map.of()).entrySet()) {
            isFault |= each.getValue();
            if (!isMet || each.getValue()) {
                said.add(each.getKey());
            }
        }
        if (!isMet && said.isEmpty()) {
            said.add(whyTypeIsMissing(rule.type()));
        } else if (!isMet && !isFault) {
            said.add("no class of the class path has code for it that no other rule takes");
        }
        return said.isEmpty() ? null : new Unmet(rule, said, !isMet);
    }

    private String whyTypeIsMissing(String type) {
        if (types.isOfTheClassPath(type)) {
            return "the class file of the type " + type + " cannot be read";
        }
        if (types.get(type) != null) {
            return "the type " + type + " is the JDK's, which is left alone; name a type of the application";
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
