package dev.engram.agent.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which known word a mistyped one was meant to be. */
public final class Nearest {

    /** Longer words are not looked at: the work grows with the square. */
    private static final int MAX_LENGTH = 100;

    private Nearest() {}

    /**
     * The known word that the fewest edits (a letter added, left out or changed, two neighbours swapped) make of {@code
     * word}, upper and lower case alike.
     *
     * @return null when more than a third of the letters would have to change
     */
    public static @Nullable String to(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        String nearest = null;
        int fewest = Math.max(1, word.length() / 3) + 1;
        for (String each : known) {
            int edits = edits(lower, each.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                nearest = each;
            }
        }
        return nearest;
    }

    /** The optimal string alignment distance. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            edits[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
                least = Math.min(least, edits[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
            }
        }
        return edits[from.length()][to.length()];
    }
}
