package dev.engram.agent.telemetry.span;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.telemetry.privacy.KeyTexts;
import dev.engram.agent.telemetry.value.ValueText;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.Site;
import org.jspecify.annotations.Nullable;

/** The texts of what identifies a record, a session, an agent, as far as they may be shown. */
public final class Identifiers {

    private Identifiers() {}

    /** The namespace's text; an operation that names none is in "default". */
    public static String namespace(@Nullable Object given) {
        String text = given == null ? null : ValueText.of(given);
        return text == null || text.isEmpty() ? "default" : text;
    }

    /** An identifier's text; of an object that has none, its class's name, said once. */
    static @Nullable String of(@Nullable Object given, Site site) {
        if (given == null) {
            return null;
        }
        String text = ValueText.of(given);
        if (text != null) {
            return text;
        }
        Log.warnOnce("Identifiers of " + site.method() + " are objects of "
                + given.getClass().getName()
                + ", of which only the type is shown; in the rule, lead the path on to a text or number of the object, by"
                + " one more name after a dot, or write a template of several: \"{arg0.id.tenant}:{arg0.id.topic}\".");
        return ValueText.orType(given);
    }

    /** What is shown of a key or pattern; if that is not the key itself, it is noted as hidden. */
    static @Nullable String key(
            @Nullable Object given, Site site, KeyTexts keys, KeyMode mode, HiddenTexts hidden, long traceIdLow) {
        String text = of(given, site);
        return text == null || mode == KeyMode.VERBATIM
                ? text
                : hide(given, text, keys.key(text, mode), hidden, traceIdLow);
    }

    /** What is shown of a call's session id: the rule that has read it decides; otherwise as {@link #key}. */
    static @Nullable String session(Frame frame, KeyTexts keys, HiddenTexts hidden) {
        Object given = frame.session;
        Site site = frame.sessionSite;
        if (given == null || site == null) {
            return null;
        }
        String text = of(given, site);
        KeyMode mode = mode(site, keys);
        return text == null || mode == KeyMode.VERBATIM
                ? text
                : hide(given, text, keys.session(text, mode), hidden, frame.traceIdLow);
    }

    private static @Nullable String hide(
            @Nullable Object given, String text, @Nullable String shown, HiddenTexts hidden, long traceIdLow) {
        if (!text.equals(shown)) {
            // The whole of it, where the text is cut.
            hidden.add(traceIdLow, given instanceof String string ? string : text, shown);
        }
        return shown;
    }

    /** How a rule's keys are shown. */
    public static KeyMode mode(Site site, KeyTexts keys) {
        return site instanceof RuleSite ruleSite ? keys.mode(ruleSite) : KeyMode.VERBATIM;
    }
}
