package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with names in braces, such as {@code chat {gen_ai.request.model}}. Immutable.
 *
 * @param texts what is around the names: one more than there are names
 * @param names what the braces hold, in order
 */
record Braces(List<String> texts, List<String> names) {

    Braces {
        texts = List.copyOf(texts);
        names = List.copyOf(names);
    }

    /**
     * Splits a text.
     *
     * @param what the text is called in the message
     * @param example one name in braces, as it should be written
     * @throws IllegalArgumentException in one sentence, for a brace without its counterpart or with nothing in between
     */
    static Braces split(String text, String what, String example) {
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            if (close < 0 || text.substring(open + 1, close).isBlank()) {
                throw new IllegalArgumentException(
                        what + " '" + text + "' has a brace without a name; write it like " + example + ".");
            }
            texts.add(text.substring(at, open));
            names.add(text.substring(open + 1, close));
            at = close + 1;
        }
        texts.add(text.substring(at));
        return new Braces(texts, names);
    }
}
