package dev.engram.agent.weave;

import dev.engram.agent.log.Log;
import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What each rule matched, and what it did not. Thread-safe. */
public final class MatchReport {

    private final Map<Rule, Set<String>> woven = new LinkedHashMap<>();
    private final Set<Rule> typeSeen = ConcurrentHashMap.newKeySet();
    private final Set<String> others = ConcurrentHashMap.newKeySet();

    MatchReport(List<Rule> rules) {
        for (Rule rule : rules) {
            woven.put(rule, ConcurrentHashMap.newKeySet());
        }
    }

    /** The rule's method was found and woven. Methods of the convention and of client libraries have no listed rule. */
    void woven(Rule rule, String method) {
        Set<String> methods = woven.get(rule);
        if ((methods == null ? others : methods).add(method)) {
            Log.debug("Woven: " + method + " by " + rule.source() + ".");
        }
    }

    void wovenClient(String method) {
        if (others.add(method)) {
            Log.debug("Woven: " + method + ".");
        }
    }

    /** A class that the rule's type names, or that extends it, was loaded. */
    void typeSeen(Rule rule) {
        typeSeen.add(rule);
    }

    /** One sentence for each rule whose type was never loaded. */
    public List<String> unmatched() {
        List<String> sentences = new ArrayList<>();
        woven.forEach((rule, methods) -> {
            if (methods.isEmpty() && !typeSeen.contains(rule)) {
                sentences.add(
                        rule.source() + ": the type " + rule.type()
                                + " was not loaded so far, so that its method " + rule.method()
                                + " is not recorded; check the name, with its package, if the application should have used it.");
            }
        });
        return sentences;
    }
}
