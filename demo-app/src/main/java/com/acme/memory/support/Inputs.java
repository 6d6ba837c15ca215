package com.acme.memory.support;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be given to the memory. Each method throws {@link IllegalArgumentException} with one clear sentence. */
public final class Inputs {
    /** The longest text in UTF-8; a longer one belongs elsewhere. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_MEANING_BYTES = 16 << 10;
    public static final int MAX_TAGS = 32;
    private static final int MAX_SHOWN = 60;

    /** No colon: it separates the parts of a Redis key. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private Inputs() {}

    /** A user, a session or a group; returns it. */
    public static String name(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The " + kind + " '" + shown(name)
                    + "' is not usable: take up to 128 letters, digits, dots, dashes and underscores.");
        }
        return name;
    }

    public static List<String> tags(List<String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(tags.size() + " tags are too many: take up to " + MAX_TAGS + ".");
        }
        for (String tag : tags) {
            if (!TAG.matcher(tag).matches()) {
                String better = tag.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-");
                String hint = TAG.matcher(better).matches() && better.length() < MAX_SHOWN ? " such as " + better : "";
                throw new IllegalArgumentException("The tag '" + shown(tag)
                        + "' is not usable: take up to 64 small letters, digits, dots, dashes and underscores" + hint
                        + ".");
            }
        }
        return tags.stream().distinct().toList();
    }

    /** A text of a message or a fact: not blank, and not too long. */
    public static String text(String kind, String text) {
        return text(kind, text, MAX_TEXT_BYTES);
    }

    /** A text that is found by its meaning: not blank, and no document, which has no one meaning. */
    public static String meaning(String kind, String text) {
        return text(kind, text, MAX_MEANING_BYTES);
    }

    private static String text(String kind, String text, int most) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("The " + kind + " is empty.");
        }
        // A char takes one to three bytes, so most texts need no counting.
        if (text.length() > most / 3 && bytes(text) > most) {
            throw new IllegalArgumentException(
                    "The " + kind + " has " + bytes(text) + " bytes; up to " + most + " are allowed.");
        }
        return text;
    }

    /** A text that may be empty, but not too long. */
    public static String remark(String kind, String text) {
        return text.isBlank() ? text : text(kind, text);
    }

    /** What else is known of a thing: as many entries as tags, and each as long as a text that has one meaning. */
    public static Map<String, String> metadata(Map<String, String> metadata) {
        if (metadata.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    metadata.size() + " entries of metadata are too many: take up to " + MAX_TAGS + ".");
        }
        metadata.forEach((key, value) -> text("metadata " + shown(key), key + value, MAX_MEANING_BYTES));
        return metadata;
    }

    /** How many results to give. */
    public static int limit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The limit is " + limit + "; take 1 or more.");
        }
        return limit;
    }

    /** One of an enum's constants by its label, in any case. */
    public static <E extends Enum<E> & Labelled> E label(String kind, String text, Class<E> type) {
        @Nullable
        E found = Arrays.stream(type.getEnumConstants())
                .filter(each -> each.isCalled(text))
                .findFirst()
                .orElse(null);
        if (found == null) {
            String all =
                    Arrays.stream(type.getEnumConstants()).map(Labelled::label).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "The " + kind + " '" + shown(text) + "' is unknown; take one of " + all + ".");
        }
        return found;
    }

    public static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
