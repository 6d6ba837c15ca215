package dev.engram.agent.telemetry.privacy;

import dev.engram.agent.text.Texts;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Takes credentials out of the texts of exceptions: each is replaced by {@code ***}. Thread-safe.
 *
 * <p>Known are: user information in URIs; what follows {@code password=}, {@code token:}, {@code api_key=} and their like;
 * HTTP authorization; Redis's {@code AUTH}, {@code requirepass}, {@code ACL SETUSER} and the arguments it repeats of a
 * command that it does not know; the parameters that Redisson repeats; JSON web tokens; keys that begin with {@code sk-}. It takes too much rather than too
 * little. No pattern can backtrack further than its own match.
 */
public final class Redactor {

    /** What is looked at beyond the limit, so that a credential is not first cut and then overlooked. */
    private static final int MARGIN = 1024;

    private static final List<Pattern> PATTERNS = List.of(
            Pattern.compile("(://)[^\\s/?#\"'<>]{1,1000}(?=@)"),
            Pattern.compile(
                    "((?:password|passwd|passphrase|pwd|secret|credentials?|api[-_]?key|access[-_]?key|private[-_]?key"
                            + "|token|authorization)[\"']?\\s{0,3}[=:]\\s{0,3}(?:(?:bearer|basic)\\s{1,3})?)"
                            + "(?:\"[^\"]*+\"?|'[^']*+'?|[^\\s,;&)}\\]\"']++)",
                    Pattern.CASE_INSENSITIVE),
            Pattern.compile("(\\b(?:bearer|basic)\\s{1,3})[\\w.~+/=-]{8,}+", Pattern.CASE_INSENSITIVE),
            Pattern.compile("(\\bAUTH2?\\b[\"']?[\\s,]{1,3})\\S++(?:[\\s,]{1,3}\\S++)?"),
            Pattern.compile(
                    "(\\b(?:requirepass|masterauth|masteruser)\\b[\"']?[\\s,]{1,3})\\S++", Pattern.CASE_INSENSITIVE),
            Pattern.compile("(\\bSETUSER\\b\\s)[^\\r\\n]*+", Pattern.CASE_INSENSITIVE),
            Pattern.compile("(with args beginning with:)[^\\r\\n]*+"),
            Pattern.compile("(\\bparams: \\[)[^\\r\\n]*+"),
            Pattern.compile("()\\beyJ[\\w-]{8,}+\\.[\\w-]++(?:\\.[\\w-]*+)?"),
            Pattern.compile("()\\bsk-[\\w-]{12,}+"));

    private Redactor() {}

    /** At most {@code max} characters of {@code text}, without credentials. */
    public static String clean(String text, int max) {
        return clean(text, max, UnaryOperator.identity());
    }

    /** The same, and without what {@code hide} takes out. */
    public static String clean(String text, int max, UnaryOperator<String> hide) {
        String clean = Texts.cut(text, max + MARGIN);
        for (Pattern each : PATTERNS) {
            clean = each.matcher(clean).replaceAll("$1***");
        }
        return Texts.cut(hide.apply(clean), max);
    }
}
