package dev.engram.agent.config;

import dev.engram.agent.log.Log;
import dev.engram.agent.text.Texts;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Makes a setting's value of its text. Parsers keep nothing and may be used by any thread. */
@FunctionalInterface
interface Parser<T> {

    /** The part of a bad value, or of a bad name among several, that is shown. */
    int SHOWN = 100;

    /**
     * Parses a value that the user gave.
     *
     * @param text never blank, without blanks around it
     * @param faults takes half a sentence on what is wrong and what Engram uses instead, if the text can be used in part
     * @throws Unusable if the setting's default holds
     */
    T parse(String text, BiConsumer<String, String> faults) throws Unusable;

    /** A text of which no value can be made. */
    final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        private final String fault;

        Unusable(String fault) {
            super(fault);
            this.fault = fault;
        }

        /** Half a sentence on what is wrong. */
        String fault() {
            return fault;
        }
    }

    static Parser<String> text() {
        return (text, faults) -> text;
    }

    static Parser<Boolean> flag() {
        return (text, faults) -> {
            if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
                return text.equalsIgnoreCase("true");
            }
            throw new Unusable("is neither true nor false");
        };
    }

    /** One of {@code known}, in any case. */
    static Parser<String> choice(String noun, String... known) {
        List<String> all = List.of(known);
        return (text, faults) -> {
            String value = text.toLowerCase(Locale.ROOT);
            if (all.contains(value)) {
                return value;
            }
            throw new Unusable("is no " + noun + "; use " + Texts.join(all, "or"));
        };
    }

    /** Like {@link #choice}, but what is misspelt is {@code cautious}, whatever the default. */
    static Parser<String> choiceOr(String cautious, String noun, String... known) {
        Parser<String> choice = choice(noun, known);
        return (text, faults) -> {
            try {
                return choice.parse(text, faults);
            } catch (Unusable fault) {
                faults.accept(fault.fault(), cautious);
                return cautious;
            }
        };
    }

    static Parser<Log.Level> level() {
        String[] known = Arrays.stream(Log.Level.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        Parser<String> choice = choice("log level", known);
        return (text, faults) -> Log.Level.valueOf(choice.parse(text, faults).toUpperCase(Locale.ROOT));
    }

    static Parser<Integer> number(String noun, int least, int most) {
        return (text, faults) -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException noNumber) {
                // Said below.
            }
            throw new Unusable("is no " + noun + " from " + least + " to " + most);
        };
    }

    static Parser<Duration> millis() {
        Parser<Integer> number = number("number of milliseconds", 1, Integer.MAX_VALUE);
        return (text, faults) -> Duration.ofMillis(number.parse(text, faults));
    }

    /** Rounded up if it is no power of two; the limits are. */
    static Parser<Integer> powerOfTwo(int least, int most) {
        Parser<Integer> number = number("number", least, most);
        return (text, faults) -> {
            int given = number.parse(text, faults);
            if (Integer.bitCount(given) == 1) {
                return given;
            }
            int rounded = Integer.highestOneBit(given) << 1;
            faults.accept("is no power of two", String.valueOf(rounded));
            return rounded;
        };
    }

    /** From 0 to 1. */
    static Parser<Double> ratio() {
        return (text, faults) -> {
            try {
                double ratio = Double.parseDouble(text);
                if (ratio >= 0 && ratio <= 1) {
                    return ratio;
                }
            } catch (NumberFormatException noNumber) {
                // Said below.
            }
            throw new Unusable("is no number from 0 to 1");
        };
    }

    /** Names joined by commas. */
    static Parser<List<String>> names() {
        return (text, faults) -> {
            Set<String> names = new LinkedHashSet<>();
            for (String each : text.split(",", -1)) {
                if (!each.isBlank()) {
                    names.add(each.trim());
                }
            }
            return List.copyOf(names);
        };
    }

    /** Some of {@code known}, or {@code none} alone; {@code logging} is an older name of {@code console}. */
    static Parser<List<String>> exporters(String... known) {
        List<String> all = List.of(known);
        return (text, faults) -> {
            Set<String> wanted = new LinkedHashSet<>();
            Set<String> unknown = new LinkedHashSet<>();
            for (String each : names().parse(text, faults)) {
                String name = each.toLowerCase(Locale.ROOT);
                name = name.equals("logging") ? "console" : name;
                if (all.contains(name)) {
                    wanted.add(name);
                } else {
                    unknown.add(Texts.shorten(each, SHOWN));
                }
            }
            boolean isMixed = wanted.size() > 1 && wanted.remove("none");
            List<String> used = wanted.isEmpty() ? List.of("otlp") : List.copyOf(wanted);
            String inForce = Texts.join(used, "and");
            if (!unknown.isEmpty()) {
                faults.accept(
                        "has " + String.join(", ", unknown) + ", which Engram cannot export to; use "
                                + Texts.join(all, "or"),
                        inForce);
            }
            if (isMixed) {
                faults.accept("names none beside others; write none alone to send nothing", inForce);
            }
            return used;
        };
    }

    /** Those of {@code tracecontext} and {@code baggage} that were given; {@code none} names none. */
    static Parser<List<String>> propagators() {
        return (text, faults) -> {
            Set<String> used = new LinkedHashSet<>();
            Set<String> unknown = new LinkedHashSet<>();
            for (String each : names().parse(text, faults)) {
                String name = each.toLowerCase(Locale.ROOT);
                if (name.equals("tracecontext") || name.equals("baggage")) {
                    used.add(name);
                } else if (!name.equals("none")) {
                    unknown.add(Texts.shorten(each, SHOWN));
                }
            }
            if (!unknown.isEmpty()) {
                faults.accept(
                        "has " + String.join(", ", unknown) + ", which Engram does not know"
                                + "; use tracecontext, baggage or none",
                        used.isEmpty() ? "none" : Texts.join(List.copyOf(used), "and"));
            }
            return List.copyOf(used);
        };
    }
}
