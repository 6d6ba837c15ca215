package dev.engram.agent.weave;

import dev.engram.agent.rule.Rule;
import dev.engram.agent.trace.Site;
import org.jspecify.annotations.Nullable;

/**
 * A method that is woven.
 *
 * @param type the name of its class
 * @param method type, name and parameters, as people read them
 * @param rule by which it is woven; null for the call of a client library
 * @param site counts its calls
 */
public record WovenCall(
        String type, String method, @Nullable Rule rule, Site site) {

    /** The pack or the rule file that the rule is in. */
    public String origin() {
        if (rule == null) {
            return "Redis clients";
        }
        String pack = rule.pack();
        return pack != null ? pack : rule.source().file();
    }

    /** The place of the rule; empty for the call of a client library. */
    public String source() {
        return rule == null ? "" : rule.source().toString();
    }
}
