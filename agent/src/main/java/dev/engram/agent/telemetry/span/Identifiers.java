package dev.engram.agent.telemetry.span;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.rule.KeyMode;
import dev.engram.agent.telemetry.privacy.HiddenTexts;
import dev.engram.agent.telemetry.privacy.KeyTexts;
import dev.engram.agent.telemetry.value.ValueText;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Site;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of what identifies a record, a session, an agent, as far as they may be shown. */
public final class Identifiers {

    private Identifiers() {}

    /** The namespace's text; an operation that names none is in "default". */
    public static String namespace(@Nullable Object given) {
        String text = given == null ? null : ValueText.of(given);
        return text == null || text.isEmpty() ? "default" : text;
    }

    /**
     * The texts of several keys, as an array or a collection gives them, at most 128; null where there is one key, or an
     * element has no text. Bytes are one key.
     */
    static @Nullable List<String> several(@Nullable Object given) {
        if (given == null || given instanceof byte[]) {
            return null;
        }
        return given instanceof Collection || given.getClass().isArray() ? ExtraAttribute.texts(given) : null;
    }

    /** How many keys an array or a collection of which {@link #several} has texts holds. */
    static int count(Object several) {
        return several instanceof Collection<?> collection ? collection.size() : Array.getLength(several);
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
        List<String> texts = several(given);
        if (texts != null) {
            return texts.size() == 1 ? texts.get(0) : count(given) + " keys";
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
    static @Nullable String session(RecordedCall call, KeyTexts keys, HiddenTexts hidden) {
        Object given = call.session;
        Site site = call.sessionSite;
        if (given == null || site == null) {
            return null;
        }
        String text = of(given, site);
        KeyMode mode = mode(site, keys);
        return text == null || mode == KeyMode.VERBATIM
                ? text
                : hide(given, text, keys.session(text, mode), hidden, call.traceIdLow);
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
