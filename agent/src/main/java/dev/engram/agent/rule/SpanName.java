package dev.engram.agent.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of a task are called: one text, or a template with names in braces, {@code chat {gen_ai.request.model}}, in
 * whose places the values of these attributes come. Immutable.
 */
public final class SpanName {

    private final String text;
    private final boolean isTemplate;

    /** What is around the names: one more than there are names. */
    private final List<String> texts = new ArrayList<>();

    private final List<String> names = new ArrayList<>();

    private SpanName(String text, boolean isTemplate) {
        this.text = text;
        this.isTemplate = isTemplate;
    }

    /** A name that is the same for all calls. */
    static SpanName literal(String text) {
        SpanName name = new SpanName(text, false);
        name.texts.add(text);
        return name;
    }

    /**
     * A name with values in it.
     *
     * @throws IllegalArgumentException in one sentence, for a brace without its counterpart or with nothing in between
     */
    public static SpanName template(String text) {
        SpanName name = new SpanName(text, true);
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            if (close < 0 || text.substring(open + 1, close).isBlank()) {
                throw new IllegalArgumentException(
                        "The span's name '" + text + "' has a brace without a name; write it like {agent.name}.");
            }
            name.texts.add(text.substring(at, open));
            name.names.add(text.substring(open + 1, close));
            at = close + 1;
        }
        name.texts.add(text.substring(at));
        return name;
    }

    /** Whether it was given as a template. */
    public boolean isTemplate() {
        return isTemplate;
    }

    /** Whether all calls have the same. */
    public boolean isFixed() {
        return names.isEmpty();
    }

    /** The names in braces, in order. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /**
     * The name of one call's span. A value that is not there leaves out the blank before it too, or the one behind it where
     * the name begins with it. A call that shows no value and no other text is called by the template.
     *
     * @param values by the index of {@link #names}
     */
    public String with(@Nullable String[] values) {
        if (isFixed()) {
            return text;
        }
        StringBuilder name = new StringBuilder(texts.get(0));
        for (int i = 0; i < names.size(); i++) {
            String value = values[i];
            if (value != null) {
                name.append(value);
            } else if (name.length() > 0 && name.charAt(name.length() - 1) == ' ') {
                name.setLength(name.length() - 1);
            }
            name.append(texts.get(i + 1));
        }
        String given = name.toString().stripLeading();
        return given.isEmpty() ? text : given;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
