package dev.engram.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the application can play. Each scene is one trace, whose title the application gives. */
public enum Scene {
    FLEET("Test Plan Creation and Execution"),
    FEATURE("Feature Development (Multi-Day Session)"),
    BUG("Bug Investigation"),
    REVIEW("Code Review with Historical Context"),
    PATTERNS("Session Grouping Patterns");

    private static final String ALL = "all";

    private final String title;

    Scene(String title) {
        this.title = title;
    }

    /** The name of the trace. */
    public String title() {
        return title;
    }

    /** The scenes that a scenario's name means, in the order in which they are played. */
    public static List<Scene> of(String scenario) throws DemoException {
        List<Scene> named = Arrays.stream(values())
                .filter(scene -> scenario.equals(ALL) || scene.label().equals(scenario))
                .toList();
        if (named.isEmpty()) {
            throw new DemoException("The scenario " + scenario + " is unknown; take one of "
                    + Arrays.stream(values()).map(Scene::label).collect(Collectors.joining(", ")) + " or " + ALL + ".");
        }
        return named;
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
