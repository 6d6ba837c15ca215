package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which packs, and which single rules, are switched on or off by name. Not thread-safe while it is filled. */
public final class Switches {

    private final Map<String, Boolean> byName = new HashMap<>();

    /** Sets one; false when it is set the other way already. */
    boolean put(String name, boolean on) {
        Boolean before = byName.putIfAbsent(name, on);
        return before == null || before == on;
    }

    /** Whether what bears this name is on; {@code standard} where nothing is said about it. */
    boolean isOn(String name, boolean standard) {
        return byName.getOrDefault(name, standard);
    }

    /** These over those: what {@code weaker} says counts where these say nothing. */
    Switches over(Switches weaker) {
        Switches both = new Switches();
        both.byName.putAll(weaker.byName);
        both.byName.putAll(byName);
        return both;
    }

    /**
     * What is wrong with a name, half a sentence; null when it is known.
     *
     * @param known the names of packs and rules; those of packs' rules have a dot
     */
    static @Nullable String fault(String name, Collection<String> known) {
        if (known.contains(name)) {
            return null;
        }
        String perhaps = Shape.perhaps(name, known);
        List<String> packs = new ArrayList<>(known);
        packs.removeIf(each -> each.indexOf('.') >= 0);
        return Findings.quote(name) + " is no pack and no named rule"
                + (perhaps.isEmpty() ? "; known are " + Shape.joined(packs, "and") + " and the rules' names" : perhaps);
    }
}
