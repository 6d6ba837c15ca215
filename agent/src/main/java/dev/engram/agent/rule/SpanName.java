package dev.engram.agent.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of a task are called: one text, or a template with names in braces, {@code chat {gen_ai.request.model}}, in
 * whose places the values of these attributes come. Immutable.
 */
public final class SpanName {

    private final String text;
    private final boolean isTemplate;
    private final Braces braces;

    private SpanName(String text, boolean isTemplate, Braces braces) {
        this.text = text;
        this.isTemplate = isTemplate;
        this.braces = braces;
    }

    /** A name that is the same for all calls. */
    static SpanName literal(String text) {
        return new SpanName(text, false, new Braces(List.of(text), List.of()));
    }

    /**
     * A name with values in it.
     *
     * @throws IllegalArgumentException in one sentence, for a brace without its counterpart or with nothing in between
     */
    public static SpanName template(String text) {
        return new SpanName(text, true, Braces.split(text, "The span's name", "{agent.name}"));
    }

    /** Whether it was given as a template. */
    public boolean isTemplate() {
        return isTemplate;
    }

    /** Whether all calls have the same. */
    public boolean isFixed() {
        return braces.names().isEmpty();
    }

    /** The names in braces, in order. */
    public List<String> names() {
        return braces.names();
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
        List<String> texts = braces.texts();
        StringBuilder name = new StringBuilder(texts.get(0));
        for (int i = 0; i < texts.size() - 1; i++) {
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
