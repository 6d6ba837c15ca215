package dev.engram.agent.telemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.trace.Site;
import org.jspecify.annotations.Nullable;

/** The texts of what identifies a record, a session, an agent, as far as they may be shown. */
final class Identifiers {

    private Identifiers() {}

    /** The namespace's text; an operation that names none is in "default". */
    static String namespace(@Nullable Object given) {
        String text = given == null ? null : Text.of(given);
        return text == null || text.isEmpty() ? "default" : text;
    }

    /** An identifier's text; of an object that has none, its class's name, said once. */
    static @Nullable String of(@Nullable Object given, Site site) {
        if (given == null) {
            return null;
        }
        String text = Text.of(given);
        if (text != null) {
            return text;
        }
        Log.warnOnce("Identifiers of " + site.method() + " show only as their type "
                + given.getClass().getName() + "; let the rule's path lead to a text or number of it, as in arg0.id.");
        return Text.orType(given);
    }

    /** What is shown of a key or pattern; if that is not the key itself, it is noted as hidden. */
    static @Nullable String key(
            @Nullable Object given, Site site, KeyTexts keys, KeyMode mode, HiddenTexts hidden, long traceIdLow) {
        String text = of(given, site);
        return text == null || mode == KeyMode.VERBATIM
                ? text
                : hide(given, text, keys.key(text, mode), hidden, traceIdLow);
    }

    /** The same of a session id. */
    static @Nullable String session(
            @Nullable Object given, Site site, KeyTexts keys, KeyMode mode, HiddenTexts hidden, long traceIdLow) {
        String text = of(given, site);
        return text == null || mode == KeyMode.VERBATIM
                ? text
                : hide(given, text, keys.session(text, mode), hidden, traceIdLow);
    }

    private static @Nullable String hide(
            @Nullable Object given, String text, @Nullable String shown, HiddenTexts hidden, long traceIdLow) {
        if (!text.equals(shown)) {
            // The whole of it, where the text is cut.
            hidden.add(traceIdLow, given instanceof String ? (String) given : text, shown);
        }
        return shown;
    }

    /** How a rule's keys are shown. */
    static KeyMode mode(Site site, KeyTexts keys) {
        return site instanceof RuleSite ? keys.mode((RuleSite) site) : KeyMode.VERBATIM;
    }
}
