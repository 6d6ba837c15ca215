package dev.engram.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The three places where a setting can be given: the agent's arguments, then system properties, then environment
 * variables. An empty value counts as not given, as OpenTelemetry's specification has it.
 *
 * <p>Agent arguments are one of:
 *
 * <ul>
 *   <li>a text without {@code =}: the path of a rule file, commas and all;
 *   <li>pieces joined by commas, each {@code name=value} or the path of a rule file. A piece or a value in double quotes
 *       may hold commas, and a piece in double quotes is a path even with a {@code =} in it. Names are those of the system
 *       properties; {@code config} is short for {@code engram.config}.
 * </ul>
 */
final class Options {

    private static final String SHORT_CONFIG = "config";

    private final Map<String, Given> arguments = new HashMap<>();
    private final Map<String, String> properties;
    private final Map<String, String> environment;
    private final List<String> findings = new ArrayList<>();

    Options(@Nullable String agentArgs, Map<String, String> properties, Map<String, String> environment) {
        this.properties = properties;
        this.environment = environment;
        if (agentArgs != null && !agentArgs.isBlank()) {
            readArguments(agentArgs.trim());
        }
        for (String name : new ArrayList<>(properties.keySet())) {
            if (name.startsWith("engram.") && Setting.ofProperty(name) == null) {
                findings.add("-D" + name + " is no setting of Engram" + nearest(name, "-D") + ". Engram ignores it.");
            }
        }
    }

    /** What was wrong with the options' names, one sentence each. */
    List<String> findings() {
        return findings;
    }

    /** What the user gave for {@code setting}, null when nothing. */
    @Nullable
    Given get(Setting<?> setting) {
        Given argument = arguments.get(setting.property());
        if (argument != null) {
            return argument;
        }
        Given property = given("-D" + setting.property(), properties.get(setting.property()));
        return property != null ? property : given(setting.env(), environment.get(setting.env()));
    }

    private static @Nullable Given given(String name, @Nullable String value) {
        return value == null || value.isBlank() ? null : new Given(name, value.trim());
    }

    private void readArguments(String text) {
        if (text.indexOf('=') < 0) {
            path(unquoted(text));
            return;
        }
        for (String piece : pieces(text)) {
            int equals = piece.startsWith("\"") ? -1 : piece.indexOf('=');
            if (piece.isEmpty()) {
                continue;
            }
            if (equals < 0) {
                path(unquoted(piece));
            } else {
                argument(
                        piece.substring(0, equals).trim(),
                        unquoted(piece.substring(equals + 1).trim()));
            }
        }
    }

    private void path(String path) {
        argument(SHORT_CONFIG, path);
    }

    private void argument(String name, String value) {
        String property = name.equals(SHORT_CONFIG) ? Setting.CONFIG.property() : name;
        if (Setting.ofProperty(property) == null) {
            // The value may be a secret under a mistyped name.
            findings.add("The agent argument " + name + " is no setting of Engram" + nearest(name, "")
                    + ". Engram ignores it.");
            return;
        }
        Given given = given(name, value);
        if (given != null && arguments.put(property, given) != null) {
            findings.add(
                    "The agent argument " + name + " is given more than once; give it once. Engram uses the last.");
        }
    }

    /** Splits at the commas that are not between double quotes. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                pieces.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        pieces.add(text.substring(start).trim());
        return pieces;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /** {@code sign} is what the user wrote before the name. */
    private static String nearest(String name, String sign) {
        List<String> names = new ArrayList<>();
        for (Setting<?> each : Setting.ALL) {
            names.add(each.property());
        }
        String nearest = Nearest.to(name, names);
        return nearest == null ? "; docs/settings.md lists them" : "; perhaps " + sign + nearest + " is meant";
    }
}
