package dev.engram.collector.keyspace.survey.key;

/**
 * How an application makes a Redis key of a memory's namespace and key, so that its spans and its keys can be brought
 * together: {@code {namespace}:{key}}, say, or {@code app:{key}}.
 */
public final class KeyTemplate {

    public static final String DEFAULT = "{namespace}:{key}";

    private static final String NAMESPACE = "{namespace}";
    private static final String KEY = "{key}";

    private final String template;

    /**
     * A template.
     *
     * @throws IllegalArgumentException where {@code {key}} is not in it, or more than once
     */
    public KeyTemplate(String template) {
        int first = template.indexOf(KEY);
        if (first < 0 || template.indexOf(KEY, first + 1) >= 0) {
            throw new IllegalArgumentException(
                    "A key template has {key} once, as " + DEFAULT + " has; \"" + template + "\" has not.");
        }
        this.template = template;
    }

    /** The Redis key. */
    public String render(String namespace, String key) {
        // The key last: what it contains is no template.
        int at = template.indexOf(KEY);
        return template.substring(0, at).replace(NAMESPACE, namespace)
                + key
                + template.substring(at + KEY.length()).replace(NAMESPACE, namespace);
    }

    /** Whether the namespace is in it. */
    boolean hasNamespace() {
        return template.contains(NAMESPACE);
    }

    @Override
    public String toString() {
        return template;
    }
}
