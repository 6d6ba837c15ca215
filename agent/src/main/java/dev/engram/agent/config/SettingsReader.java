package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import dev.engram.agent.text.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads settings by their kind, and keeps one sentence for each value that it could not use. Not thread-safe. */
final class SettingsReader {

    /** The part of a bad value that is shown. */
    private static final int SHOWN = 100;

    private final Options options;

    /** One setting may be read twice, for traces and for metrics; it is said once. */
    private final Set<String> findings = new LinkedHashSet<>();

    SettingsReader(Options options) {
        this.options = options;
        findings.addAll(options.findings());
    }

    Options options() {
        return options;
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    /** {@code fault} is half a sentence about the value, {@code inForce} what Engram uses instead. */
    void find(Given given, String fault, String inForce) {
        findWithout(given.name() + "=" + Texts.shorten(given.value(), SHOWN), fault, inForce);
    }

    /** The same with {@code subject} in the place of name and value. */
    void findWithout(String subject, String fault, String inForce) {
        findings.add(subject + " " + fault + ". Engram uses " + inForce + ".");
    }

    @Nullable
    String text(Setting setting) {
        Given given = options.get(setting);
        return given == null ? null : given.value();
    }

    /** Names joined by commas; none when nothing was given. */
    List<String> names(Setting setting) {
        Given given = options.get(setting);
        Set<String> names = new LinkedHashSet<>();
        for (String each : given == null ? new String[0] : given.value().split(",", -1)) {
            if (!each.isBlank()) {
                names.add(each.trim());
            }
        }
        return List.copyOf(names);
    }

    boolean flag(Setting setting, boolean standard) {
        Given given = options.get(setting);
        if (given == null) {
            return standard;
        }
        if (given.value().equalsIgnoreCase("true") || given.value().equalsIgnoreCase("false")) {
            return given.value().equalsIgnoreCase("true");
        }
        find(given, "is neither true nor false", String.valueOf(standard));
        return standard;
    }

    /** One of {@code known}. */
    String choice(Setting setting, String noun, List<String> known, String standard) {
        Given given = options.get(setting);
        return given == null ? standard : choice(given, noun, known, standard);
    }

    String choice(Given given, String noun, List<String> known, String standard) {
        String value = given.value().toLowerCase(Locale.ROOT);
        if (known.contains(value)) {
            return value;
        }
        find(given, "is no " + noun + "; use " + Texts.join(known, "or"), standard);
        return standard;
    }

    /** Some of {@code known}; {@code otlp} when none was given that can be used. */
    List<String> exporters(Setting setting, List<String> known) {
        Given given = options.get(setting);
        if (given == null) {
            return List.of("otlp");
        }
        Set<String> wanted = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (String each : given.value().split(",", -1)) {
            String name = each.trim().toLowerCase(Locale.ROOT);
            name = name.equals("logging") ? "console" : name;
            if (known.contains(name)) {
                wanted.add(name);
            } else if (!name.isEmpty()) {
                unknown.add(Texts.shorten(each.trim(), SHOWN));
            }
        }
        boolean mixed = wanted.size() > 1 && wanted.contains("none");
        if (mixed) {
            wanted.remove("none");
        }
        List<String> used = wanted.isEmpty() ? List.of("otlp") : List.copyOf(wanted);
        String inForce = Texts.join(used, "and");
        if (!unknown.isEmpty()) {
            find(
                    given,
                    "has " + String.join(", ", unknown) + ", which Engram cannot export to; use "
                            + Texts.join(known, "or"),
                    inForce);
        }
        if (mixed) {
            find(given, "names none beside others; write none alone to send nothing", inForce);
        }
        return used;
    }

    /** Those of {@code tracecontext} and {@code baggage} that were given, both when nothing was. */
    List<String> propagators(Setting setting) {
        Given given = options.get(setting);
        List<String> known = List.of("tracecontext", "baggage");
        if (given == null) {
            return known;
        }
        List<String> used = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String each : names(setting)) {
            String name = each.toLowerCase(Locale.ROOT);
            if (known.contains(name)) {
                used.add(name);
            } else if (!name.equals("none")) {
                unknown.add(Texts.shorten(each, SHOWN));
            }
        }
        if (!unknown.isEmpty()) {
            find(
                    given,
                    "has " + String.join(", ", unknown) + ", which Engram does not know"
                            + "; use tracecontext, baggage or none",
                    used.isEmpty() ? "none" : Texts.join(used, "and"));
        }
        return List.copyOf(used);
    }

    /** From 0 to 1, 1 when not given. */
    double ratio(Setting setting) {
        Given given = options.get(setting);
        if (given == null) {
            return 1.0;
        }
        try {
            double ratio = Double.parseDouble(given.value());
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        find(given, "is no number from 0 to 1", "1.0");
        return 1.0;
    }

    Duration millis(Setting setting, int standard) {
        return Duration.ofMillis(number(setting, "number of milliseconds", 1, Integer.MAX_VALUE, standard));
    }

    int number(Setting setting, String noun, int least, int most, int standard) {
        Given given = options.get(setting);
        return given == null ? standard : number(given, noun, least, most, standard);
    }

    int number(Given given, String noun, int least, int most, int standard) {
        try {
            int number = Integer.parseInt(given.value());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        find(given, "is no " + noun + " from " + least + " to " + most, String.valueOf(standard));
        return standard;
    }

    /** A limit that holds only if it was given; 0 for none. */
    int limit(Setting setting, String noun, int most) {
        Given given = options.get(setting);
        if (given == null) {
            return 0;
        }
        try {
            int number = Integer.parseInt(given.value());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        find(given, "is no " + noun + " from 1 to " + most, "no limit");
        return 0;
    }

    /** Rounded up, and said, when it is no power of two; the limits are. */
    int powerOfTwo(Setting setting, int least, int most, int standard) {
        Given given = options.get(setting);
        if (given == null) {
            return standard;
        }
        int number = number(given, "number", least, most, standard);
        if (Integer.bitCount(number) == 1) {
            return number;
        }
        int rounded = Integer.highestOneBit(number) << 1;
        find(given, "is no power of two", String.valueOf(rounded));
        return rounded;
    }

    Log.Level level(Setting setting, Log.Level standard) {
        List<String> known = new ArrayList<>();
        for (Log.Level each : Log.Level.values()) {
            known.add(each.name().toLowerCase(Locale.ROOT));
        }
        String chosen = choice(setting, "log level", known, standard.name().toLowerCase(Locale.ROOT));
        return Log.Level.valueOf(chosen.toUpperCase(Locale.ROOT));
    }
}
