package dev.engram.agent.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which known word a mistyped one was meant to be. */
public final class Nearest {

    /** Longer words are not looked at: the work grows with the square. */
    private static final int MAX_LENGTH = 100;

    private Nearest() {}

    /**
     * The known word that the fewest edits (one letter added, left out or changed) make of {@code word}, upper and lower
     * case alike.
     *
     * @return null when more than a third of the letters would have to change; two may in a word of four or more, for letters
     *     that changed places
     */
    public static @Nullable String to(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        String nearest = null;
        int fewest = Math.max(word.length() < 4 ? 1 : 2, word.length() / 3) + 1;
        for (String each : known) {
            int edits = edits(word, each);
            if (edits < fewest) {
                fewest = edits;
                nearest = each;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
                int change = above[j - 1] + (same ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            int[] next = above;
            above = row;
            row = next;
        }
        return above[to.length()];
    }
}
