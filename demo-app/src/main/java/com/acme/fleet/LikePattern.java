package com.acme.fleet;

/**
 * A pattern of SQL's LIKE, with the meaning it has in SQLite: {@code %} stands for any run of characters, {@code _} for
 * exactly one (a Unicode code point), everything else for itself; ASCII letters match in either case, others only as
 * they are; there is no escape character. Immutable.
 */
final class LikePattern {
    /** Redis before 7.0.9 needs time exponential in the stars of a glob, so a glob gets a few and stays coarse. */
    private static final int MOST_STARS = 3;

    private final int[] pattern;

    LikePattern(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    /** Whether the whole text matches. Time is at most (length of text) × (length of pattern). */
    boolean matches(String text) {
        int[] chars = text.codePoints().toArray();
        int p = 0;
        int c = 0;
        int afterPercent = -1; // where to go on in the pattern when a later character does not fit,
        int retry = 0; // with the last % taking one more character than before
        while (c < chars.length) {
            if (p < pattern.length && pattern[p] == '%') {
                afterPercent = ++p;
                retry = c;
            } else if (p < pattern.length && (pattern[p] == '_' || fold(pattern[p]) == fold(chars[c]))) {
                p++;
                c++;
            } else if (afterPercent >= 0) {
                p = afterPercent;
                c = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '%') {
            p++;
        }
        return p == pattern.length;
    }

    /**
     * A Redis glob that lets through every text that matches, and maybe others: Redis compares bytes, so {@code _} becomes
     * "one byte or more".
     */
    String toGlob() {
        StringBuilder glob = new StringBuilder();
        int stars = 0;
        int i = 0;
        while (i < pattern.length) {
            if (pattern[i] != '%' && pattern[i] != '_') {
                appendLiteral(glob, pattern[i++]);
                continue;
            }
            for (; i < pattern.length && (pattern[i] == '%' || pattern[i] == '_'); i++) {
                if (pattern[i] == '_') {
                    glob.append('?');
                }
            }
            glob.append('*');
            if (++stars == MOST_STARS) {
                return glob.toString();
            }
        }
        return glob.toString();
    }

    /** A text as a glob that matches nothing but that text. */
    static String globOf(String text) {
        StringBuilder glob = new StringBuilder();
        text.codePoints().forEach(c -> appendExact(glob, c));
        return glob.toString();
    }

    private static void appendLiteral(StringBuilder glob, int c) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            glob.append('[')
                    .append((char) fold(c))
                    .append((char) (fold(c) - 'a' + 'A'))
                    .append(']');
        } else {
            appendExact(glob, c);
        }
    }

    private static void appendExact(StringBuilder glob, int c) {
        if ("*?[]\\^-".indexOf(c) >= 0) {
            glob.append('\\');
        }
        glob.appendCodePoint(c);
    }

    private static int fold(int c) {
        return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
    }
}
