package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.RuleBook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is woven by: the rules, and what decides and numbers by them. Immutable, so that a class is woven by one of them wholly
 * while they are exchanged.
 *
 * @param prefix what span names of memory operations begin with
 */
record Weaving(String prefix, RuleBook book, Matcher matcher, CallSites callSites, LoaderViews views) {

    /** Whether rules or the convention may mean a loaded class. */
    boolean mayMean(Class<?> type) {
        return matcher.names(type.getName()) || book.namedSupertype(type) != null;
    }

    /** Whether a class may be woven otherwise by {@code next}. */
    boolean differs(Weaving next, Class<?> type) {
        if (!prefix.equals(next.prefix) || matcher.names(type.getName()) != next.matcher.names(type.getName())) {
            return true;
        }
        if (book.isConventionOn() != next.book.isConventionOn()) {
            return true;
        }
        List<String> names = new ArrayList<>();
        addNames(type, names);
        return !words(names).equals(next.words(names));
    }

    private List<String> words(List<String> names) {
        return book.naming(names).stream().map(Rule::words).toList();
    }

    private static void addNames(@Nullable Class<?> type, List<String> names) {
        if (type != null && !names.contains(type.getName())) {
            names.add(type.getName());
            addNames(type.getSuperclass(), names);
            for (Class<?> each : type.getInterfaces()) {
                addNames(each, names);
            }
        }
    }
}
