package dev.engram.agent.telemetry.privacy;

/**
 * A key with what tells one record from another replaced by {@code {id}}: {@code user:42:plan} is {@code user:{id}:plan}.
 *
 * <p>Replaced are UUIDs; words of at least 8 hexadecimal digits, one of them no letter; words of at least 16 letters and
 * digits that have both (ULIDs, object ids, random ids); and, in what is left, every run of digits. A word is a run of letters and
 * digits. Names and e-mail addresses stay: they do not look like ids. One pass, with no more than 36 characters of looking
 * ahead beyond the word.
 */
final class IdTemplate {

    private static final String ID = "{id}";
    private static final int UUID_LENGTH = 36;
    private static final int MIN_HEX = 8;
    private static final int MIN_MIXED = 16;

    private IdTemplate() {}

    static String of(String key) {
        StringBuilder out = new StringBuilder(key.length());
        int at = 0;
        while (at < key.length()) {
            int end = at;
            while (end < key.length() && Character.isLetterOrDigit(key.charAt(end))) {
                end++;
            }
            if (end == at) {
                out.append(key.charAt(at));
                at++;
            } else if (isUuid(key, at)) {
                out.append(ID);
                at += UUID_LENGTH;
            } else {
                word(key, at, end, out);
                at = end;
            }
        }
        return out.toString();
    }

    private static boolean isUuid(String key, int at) {
        int end = at + UUID_LENGTH;
        if (end > key.length() || (end < key.length() && Character.isLetterOrDigit(key.charAt(end)))) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            char c = key.charAt(at + i);
            if (isDash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        return true;
    }

    private static void word(String key, int start, int end, StringBuilder out) {
        boolean isHex = true;
        int digits = 0;
        for (int i = start; i < end; i++) {
            char c = key.charAt(i);
            isHex &= isHex(c);
            digits += Character.isDigit(c) ? 1 : 0;
        }
        int length = end - start;
        boolean isMixed = digits > 0 && digits < length;
        if (isMixed && (length >= MIN_MIXED || (isHex && length >= MIN_HEX))) {
            out.append(ID);
            return;
        }
        for (int i = start; i < end; i++) {
            if (!Character.isDigit(key.charAt(i))) {
                out.append(key.charAt(i));
            } else if (i == start || !Character.isDigit(key.charAt(i - 1))) {
                out.append(ID);
            }
        }
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
