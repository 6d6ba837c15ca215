package dev.engram.agent.telemetry.span;

import dev.engram.agent.client.site.ClientSite;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.trace.Site;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose spans are shown as those of a service of its own: an agent's tasks by its id, the operations of a memory by its
 * namespace, and Redis. Bounded: at most {@value #MAX} services. Not thread-safe.
 */
public final class Services {

    static final int MAX = 100;

    private static final String REDIS = "redis";
    private static final String MEMORY = "memory ";

    private final boolean isOn;
    private final Set<String> known = new HashSet<>();

    /** @param isOn whether there are any but the process's own */
    public Services(boolean isOn) {
        this.isOn = isOn;
    }

    /** The name of the service that a call's span is of; null for the process's own. */
    public @Nullable String of(RecordedCall call) {
        String name = isOn ? name(call) : null;
        if (name == null || known.contains(name)) {
            return name;
        }
        return known.size() < MAX && known.add(name) ? name : null;
    }

    private static @Nullable String name(RecordedCall call) {
        Site site = call.site;
        if (site instanceof TaskSite) {
            String agent = Identifiers.of(call.agentId, site);
            return agent == null || agent.isBlank() ? null : agent;
        }
        if (site instanceof MemorySite) {
            return MEMORY + Identifiers.namespace(call.namespace);
        }
        return site instanceof ClientSite ? REDIS : null;
    }
}
