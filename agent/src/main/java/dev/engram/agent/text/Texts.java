package dev.engram.agent.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Texts for people and for protocols. */
public final class Texts {

    /** Characters that {@link #quote} shows of a word. */
    private static final int QUOTED = 60;

    private Texts() {}

    /** The first {@code max} characters, none of them half a surrogate pair. */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** The text with a space in the place of each control character, so that it cannot end a line. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    /** The first {@code max} characters in one line, with three dots where that is not all. */
    public static String shorten(String text, int max) {
        String first = oneLine(cut(text, max));
        return text.length() > max ? first + "..." : first;
    }

    /** A word that somebody wrote, shortened to {@value #QUOTED} characters, in single quotes. */
    public static String quote(String word) {
        return "'" + shorten(word, QUOTED) + "'";
    }

    /**
     * {@code a, b and c}.
     *
     * @param conjunction the word before the last: {@code and}, {@code or}
     */
    public static String join(Collection<String> words, String conjunction) {
        List<String> all = new ArrayList<>(words);
        int last = all.size() - 1;
        return last < 1
                ? String.join("", all)
                : String.join(", ", all.subList(0, last)) + " " + conjunction + " " + all.get(last);
    }

    /** {@code 1 method}, {@code 2 methods}, {@code 2 classes}. */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /** Whether {@code name} can be the name of an HTTP header: a token of RFC 9110, section 5.6.2. */
    public static boolean isHttpToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
