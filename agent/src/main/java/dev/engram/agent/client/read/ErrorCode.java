package dev.engram.agent.client.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The code of a Redis error reply: its first word, in capitals. */
public final class ErrorCode {

    private static final Pattern PATTERN = Pattern.compile("-?([A-Z][A-Z0-9_]{1,31})(?:[ :].*)?", Pattern.DOTALL);

    private ErrorCode() {}

    /** The code in an error's text; {@code ERR} for a text without one. */
    public static String of(@Nullable String text) {
        String code = find(text);
        return code == null ? "ERR" : code;
    }

    /** The code in a text that may be no error of a server; null for a text without one. */
    public static @Nullable String find(@Nullable String text) {
        Matcher matcher = PATTERN.matcher(text == null ? "" : text);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
