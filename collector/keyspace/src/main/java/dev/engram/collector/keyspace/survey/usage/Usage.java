package dev.engram.collector.keyspace.survey.usage;

import dev.engram.collector.keyspace.survey.key.KeyTemplate;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import dev.engram.collector.keyspace.survey.usage.AccessLog.Accesses;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who uses the keys, and where that is known from. Brings the accesses that spans tell together with the keys of the
 * server. Immutable.
 */
public final class Usage {

    private static final AccessCounts UNUSED = new AccessCounts();

    private final UsageSource source;
    private final String why;
    private final boolean truncated;
    private final Map<String, AccessCounts> keys;
    private final Map<String, AccessCounts> namespaces;

    private Usage(
            UsageSource source,
            String why,
            boolean truncated,
            Map<String, AccessCounts> keys,
            Map<String, AccessCounts> namespaces) {
        this.source = source;
        this.why = why;
        this.truncated = truncated;
        this.keys = Collections.unmodifiableMap(keys);
        this.namespaces = Collections.unmodifiableMap(namespaces);
    }

    /**
     * Without spans.
     *
     * @param why there are none to go by, in half a sentence
     */
    public static Usage without(UsageSource source, String why) {
        return new Usage(source, why, false, Map.of(), Map.of());
    }

    /** From spans; a memory's namespace and key become those of the server by the template. */
    public static Usage of(Accesses accesses, KeyTemplate template, Namespaces split) {
        Map<String, AccessCounts> keys = new HashMap<>();
        Map<String, AccessCounts> namespaces = new HashMap<>();
        for (Access access : accesses.byKey()) {
            keys.computeIfAbsent(template.render(access.namespace(), access.key()), any -> new AccessCounts())
                    .add(access);
        }
        for (Access access : accesses.byNamespace()) {
            namespaces
                    .computeIfAbsent(
                            split.of(template.render(access.namespace(), access.key())), any -> new AccessCounts())
                    .add(access);
        }
        return new Usage(UsageSource.SPANS, "", accesses.truncated(), keys, namespaces);
    }

    public UsageSource source() {
        return source;
    }

    /** Why it is not spans, in half a sentence; empty where it is. */
    public String why() {
        return why;
    }

    /** Whether there were more keys than can be told one by one. Namespaces are complete all the same. */
    public boolean truncated() {
        return truncated;
    }

    /** What was done with a key by its name; without any accesses where spans tell of none. */
    public AccessCounts key(String name) {
        return keys.getOrDefault(name, UNUSED);
    }

    /** What was done in a namespace of the server. */
    public AccessCounts namespace(String name) {
        return namespaces.getOrDefault(name, UNUSED);
    }

    /** All keys that spans tell of, also those that are gone. */
    public Map<String, AccessCounts> keys() {
        return keys;
    }

    /** The agent behind what a namespace holds; null where none is known. */
    public @Nullable String writerIn(String namespace) {
        return namespace(namespace).writer();
    }

    /** Whether spans tell of any of these namespaces. */
    public boolean knowsAnyOf(Iterable<String> names) {
        for (String name : names) {
            if (namespaces.containsKey(name)) {
                return true;
            }
        }
        return false;
    }
}
