package dev.engram.agent.rule;

import java.util.HashMap;
import java.util.Map;

/** Which packs, and which single rules, are switched on or off by name. Not thread-safe while it is filled. */
public final class Switches {

    private final Map<String, Boolean> byName = new HashMap<>();

    /** Sets one; false when it is set the other way already. */
    public boolean put(String name, boolean on) {
        Boolean before = byName.putIfAbsent(name, on);
        return before == null || before == on;
    }

    /** Whether what bears this name is on; {@code standard} where nothing is said about it. */
    public boolean isOn(String name, boolean standard) {
        return byName.getOrDefault(name, standard);
    }

    /** Whether anything is said about what bears this name. */
    public boolean says(String name) {
        return byName.containsKey(name);
    }

    /** These over those: what {@code weaker} says counts where these say nothing. */
    public Switches over(Switches weaker) {
        Switches both = new Switches();
        both.byName.putAll(weaker.byName);
        both.byName.putAll(byName);
        return both;
    }
}
