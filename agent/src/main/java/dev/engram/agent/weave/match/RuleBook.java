package dev.engram.agent.weave.match;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.pack.Packs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The user's own rules and those of packs, by the type they name. Thread-safe; packs are read as they are needed. */
public final class RuleBook {

    private final Map<String, List<Rule>> own = new LinkedHashMap<>();
    private final Packs packs;
    private final boolean giveWay;

    /** As the other, of rules that are switched off by each type that they name under {@code unless}. */
    public RuleBook(List<Rule> own, Packs packs) {
        this(own, packs, false);
    }

    /**
     * A book of rules.
     *
     * @param own the user's own; those that are switched off are left out
     * @param giveWay whether a task gives way, when it runs, to the span that its library makes of it
     */
    public RuleBook(List<Rule> own, Packs packs, boolean giveWay) {
        for (Rule rule : packs.switchedOn(own)) {
            this.own.computeIfAbsent(rule.type(), type -> new ArrayList<>()).add(rule);
        }
        this.packs = packs;
        this.giveWay = giveWay;
    }

    /** Whether a rule is switched off by types that the application has; others give way to a span, when they run. */
    boolean isSwitchedOff(Rule rule) {
        return !giveWay || rule.ownSpans().isNone();
    }

    /** Whether there are rules of the user's own. */
    public boolean hasOwn() {
        return !own.isEmpty();
    }

    /** The types that packs name. */
    public Set<String> typesOfPacks() {
        return packs.types();
    }

    public boolean isConventionOn() {
        return packs.isConventionOn();
    }

    /** Whether methods are not recognised by their names because there are rules of the user's own, and nobody said so. */
    boolean missesConvention() {
        return hasOwn() && !packs.isConventionOn() && !packs.isConventionSaid();
    }

    public boolean names(String typeName) {
        return own.containsKey(typeName) || packs.types().contains(typeName);
    }

    /** The nearest type that rules name among a loaded type and its supertypes; null when there is none. */
    @Nullable
    public String namedSupertype(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (names(each.getName())) {
                return each.getName();
            }
            for (Class<?> implemented : each.getInterfaces()) {
                String named = namedSupertype(implemented);
                if (named != null) {
                    return named;
                }
            }
        }
        return null;
    }

    /** The user's own rules. */
    public List<Rule> own() {
        List<Rule> rules = new ArrayList<>();
        own.values().forEach(rules::addAll);
        return rules;
    }

    /**
     * The rules that name one of these types, in the order in which they are tried: the user's own before those of packs;
     * of either, those of the types named first, and of one type as they were written.
     */
    public List<Rule> naming(Iterable<String> typeNames) {
        List<Rule> rules = new ArrayList<>();
        List<Rule> ofPacks = new ArrayList<>();
        for (String name : typeNames) {
            rules.addAll(own.getOrDefault(name, List.of()));
            ofPacks.addAll(packs.naming(name));
        }
        rules.addAll(ofPacks);
        return rules;
    }
}
