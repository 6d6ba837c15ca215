package dev.engram.collector.keyspace.survey.key;

/**
 * Which namespace a key belongs to: what stands before its n-th separator. A key with fewer separators belongs to what
 * stands before its last one; a key without any, or with nothing before it, to {@link #NONE}.
 *
 * @param separator such as {@code :}; not empty
 * @param depth 1 or more
 */
public record Namespaces(String separator, int depth) {

    /** The namespace of keys without a separator. */
    public static final String NONE = "(none)";

    private static final int LONGEST = 200;

    public Namespaces {
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("The separator of namespaces is at least one character, such as \":\".");
        }
        if (depth < 1) {
            throw new IllegalArgumentException("The depth of namespaces is at least 1, not " + depth + ".");
        }
    }

    public String of(String key) {
        int end = -1;
        for (int i = 0; i < depth; i++) {
            int next = key.indexOf(separator, end < 0 ? 0 : end + separator.length());
            if (next < 0) {
                break;
            }
            end = next;
        }
        if (end <= 0) {
            return NONE;
        }
        return key.substring(0, Math.min(end, LONGEST));
    }
}
