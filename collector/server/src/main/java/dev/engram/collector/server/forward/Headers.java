package dev.engram.collector.server.forward;

import java.util.Locale;
import java.util.Set;

/** Headers that a user gives. Their values may be credentials, so no message holds one. */
final class Headers {

    /** What the client writes itself. */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "grpc-encoding",
            "host",
            "te",
            "transfer-encoding",
            "upgrade");

    private Headers() {}

    /**
     * The name in lower case.
     *
     * @throws IllegalArgumentException where it is no name of a header (RFC 9110, section 5.6.2), or the client's own
     */
    static String name(String name) {
        boolean isToken = !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        String lower = name.toLowerCase(Locale.ROOT);
        if (!isToken || RESERVED.contains(lower)) {
            throw new IllegalArgumentException(
                    "The name of a header to forward with cannot be sent; headers look like authorization=Bearer ...");
        }
        return lower;
    }

    /** The value without blanks around it. */
    static String value(String name, String value) {
        String stripped = value.strip();
        if (!stripped.chars().allMatch(c -> (c >= ' ' && c < 0x7F) || c == '\t')) {
            throw new IllegalArgumentException("The value of the header " + name + " to forward with cannot be sent;"
                    + " only printable ASCII can.");
        }
        return stripped;
    }
}
