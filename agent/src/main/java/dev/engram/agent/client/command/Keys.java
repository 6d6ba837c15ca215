package dev.engram.agent.client.command;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a Redis command are among its words, of which the first is its name. Immutable.
 *
 * @param first index of the first key; 0 for none
 * @param last index of the last one; negative counts from the end, of which -1 is the last word
 * @param step from one key to the next
 * @param count index of the word that says how many keys follow it; 0 for none
 * @param after a word after which keys are the first half of what follows; null for none
 */
record Keys(
        int first, int last, int step, int count, @Nullable String after) {

    /**
     * Reads {@code 1} (the first word after the name), {@code 1..2}, {@code 1..-1} (to the last word), {@code 1..-1/2} (each
     * second), {@code n2} (as many as the second word says, after it), {@code 1+n2}, {@code STREAMS} (half of what follows
     * that word) or {@code -} (none).
     */
    static Keys parse(String text) {
        int first = 0;
        int last = 0;
        int step = 1;
        int count = 0;
        String after = null;
        for (String each : text.split("\\+", -1)) {
            if (each.startsWith("n")) {
                count = Integer.parseInt(each.substring(1));
            } else if (Character.isDigit(each.charAt(0))) {
                int dots = each.indexOf("..");
                int slash = each.indexOf('/');
                first = Integer.parseInt(dots < 0 ? each : each.substring(0, dots));
                last = dots < 0 ? first : Integer.parseInt(each.substring(dots + 2, slash < 0 ? each.length() : slash));
                step = slash < 0 ? 1 : Integer.parseInt(each.substring(slash + 1));
            } else if (!each.equals("-")) {
                after = each;
            }
        }
        return new Keys(first, last, step, count, after);
    }

    /** Marks those of {@code words} that are keys, each at its index. */
    boolean[] in(List<byte[]> words) {
        int size = words.size();
        boolean[] keys = new boolean[size];
        if (first > 0) {
            int end = last < 0 ? size + last : Math.min(last, size - 1);
            for (int i = first; i <= end; i += step) {
                keys[i] = true;
            }
        }
        if (count > 0) {
            int end = count < size ? count + number(words.get(count)) : 0;
            for (int i = count + 1; i <= Math.min(end, size - 1); i++) {
                keys[i] = true;
            }
        }
        if (after != null) {
            for (int i = 1; i < size; i++) {
                if (Words.text(words.get(i)).toUpperCase(Locale.ROOT).equals(after)) {
                    int end = i + (size - 1 - i) / 2;
                    for (int k = i + 1; k <= end; k++) {
                        keys[k] = true;
                    }
                    break;
                }
            }
        }
        return keys;
    }

    private static int number(byte[] word) {
        long number = Words.number(word);
        return number < 0 || number > 10_000 ? 0 : (int) number;
    }
}
