package dev.engram.collector.keyspace.survey.usage;

import dev.engram.collector.keyspace.survey.key.KeyTemplate;
import dev.engram.collector.keyspace.survey.key.KeyTemplates;
import dev.engram.collector.keyspace.survey.key.KnownKey;
import dev.engram.collector.keyspace.survey.key.KnownKeys;
import dev.engram.collector.keyspace.survey.key.Namespaces;
import dev.engram.collector.keyspace.survey.usage.AccessLog.Accesses;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who uses the keys, and where that is known from. Brings the accesses that spans tell together with the keys of the
 * server. Immutable.
 */
public final class Usage {

    private static final AccessCounts UNUSED = new AccessCounts();

    private final UsageSource source;

    /** Of namespaces that spans tell nothing about. */
    private final UsageSource otherwise;

    private final String why;
    private final boolean truncated;
    private final Map<String, AccessCounts> keys;
    private final Map<String, AccessCounts> namespaces;

    /** Of keys without a memory operation. */
    private final Map<String, AccessCounts> byCommands;

    private final Map<String, AccessCounts> namespacesByCommands;

    private Usage(
            UsageSource source,
            UsageSource otherwise,
            String why,
            boolean truncated,
            Map<String, AccessCounts> keys,
            Map<String, AccessCounts> namespaces,
            Map<String, AccessCounts> byCommands,
            Map<String, AccessCounts> namespacesByCommands) {
        this.source = source;
        this.otherwise = otherwise;
        this.why = why;
        this.truncated = truncated;
        this.keys = Collections.unmodifiableMap(keys);
        this.namespaces = Collections.unmodifiableMap(namespaces);
        this.byCommands = Collections.unmodifiableMap(byCommands);
        this.namespacesByCommands = Collections.unmodifiableMap(namespacesByCommands);
    }

    /**
     * Without spans.
     *
     * @param why there are none to go by, in half a sentence
     */
    public static Usage without(UsageSource source, String why) {
        return new Usage(source, source, why, false, Map.of(), Map.of(), Map.of(), Map.of());
    }

    /**
     * From spans; a memory's namespace and key become those of the server by that of the templates which fits its keys.
     *
     * @param server the keys on the server
     * @param otherwise where usage is known from of namespaces that spans tell nothing about
     */
    public static Usage of(
            Accesses accesses, KeyTemplates templates, Namespaces split, KnownKeys server, UsageSource otherwise) {
        Map<String, KeyTemplate> chosen = choose(accesses, templates, split, server);
        Map<String, AccessCounts> keys = new HashMap<>();
        Map<String, AccessCounts> namespaces = new HashMap<>();
        for (Access access : accesses.byKey()) {
            keys.computeIfAbsent(render(chosen, access), any -> new AccessCounts())
                    .add(access);
        }
        for (Access access : accesses.byNamespace()) {
            namespaces
                    .computeIfAbsent(split.of(render(chosen, access)), any -> new AccessCounts())
                    .add(access);
        }
        Map<String, AccessCounts> byCommands = new HashMap<>();
        Map<String, AccessCounts> namespacesByCommands = new HashMap<>();
        for (Access access : accesses.commands()) {
            String key = access.key();
            if (server.contains(key.getBytes(StandardCharsets.UTF_8))) { // else it is gone, or a word that is no key
                byCommands.computeIfAbsent(key, any -> new AccessCounts()).add(access);
                namespacesByCommands
                        .computeIfAbsent(split.of(key), any -> new AccessCounts())
                        .add(access);
            }
        }
        // A command is part of the memory operation that there is, and would count twice.
        byCommands.keySet().removeAll(keys.keySet());
        namespacesByCommands.keySet().removeAll(namespaces.keySet());
        return new Usage(
                UsageSource.SPANS,
                otherwise,
                "",
                accesses.truncated(),
                keys,
                namespaces,
                byCommands,
                namespacesByCommands);
    }

    /** The template of each memory namespace. */
    private static Map<String, KeyTemplate> choose(
            Accesses accesses, KeyTemplates templates, Namespaces split, KnownKeys server) {
        Map<String, Set<String>> memory = new HashMap<>();
        for (Access access : accesses.byNamespace()) {
            memory.computeIfAbsent(access.namespace(), any -> new HashSet<>());
        }
        for (Access access : accesses.byKey()) {
            memory.computeIfAbsent(access.namespace(), any -> new HashSet<>()).add(access.key());
        }
        Set<String> there = server.all().stream().map(KnownKey::namespace).collect(Collectors.toSet());
        Map<String, KeyTemplate> chosen = new HashMap<>();
        memory.forEach((namespace, keys) -> chosen.put(
                namespace,
                templates.of(
                        namespace,
                        keys,
                        key -> server.contains(key.getBytes(StandardCharsets.UTF_8)),
                        key -> there.contains(split.of(key)))));
        return chosen;
    }

    private static String render(Map<String, KeyTemplate> chosen, Access access) {
        KeyTemplate template = Objects.requireNonNull(chosen.get(access.namespace()));
        return template.render(access.namespace(), access.key());
    }

    public UsageSource source() {
        return source;
    }

    /** Where usage is known from in a namespace of the server. */
    public UsageSource source(String namespace) {
        return source == UsageSource.SPANS && !knows(namespace) ? otherwise : source;
    }

    /** Whether spans tell of a namespace of the server. */
    public boolean knows(String namespace) {
        return namespaces.containsKey(namespace);
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

    /**
     * What was done with a key, if no memory operation tells it, by Redis commands. These are to be shown, and are no proof that nobody
     * reads a key: a long batch is cut off in its span.
     */
    public AccessCounts used(String name) {
        return keys.getOrDefault(name, byCommands.getOrDefault(name, UNUSED));
    }

    /** What was done in a namespace of the server, if no memory operation tells it, by Redis commands. */
    public AccessCounts usedIn(String namespace) {
        return namespaces.getOrDefault(namespace, namespacesByCommands.getOrDefault(namespace, UNUSED));
    }

    /** Whether spans of memory operations or of commands tell of a namespace of the server. */
    public boolean counts(String namespace) {
        return knows(namespace) || namespacesByCommands.containsKey(namespace);
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
    public boolean countsAnyOf(Iterable<String> names) {
        for (String name : names) {
            if (counts(name)) {
                return true;
            }
        }
        return false;
    }
}
