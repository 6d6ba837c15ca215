package dev.engram.agent.rule.pack;

import dev.engram.agent.rule.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which packs there are, which types their rules name, and what their rules are called: enough to leave the packs
 * themselves unread until the first of their types is loaded. The build writes it beside them. Immutable.
 *
 * <p>Its text has a line {@code pack <name>}, with {@code optional} behind it where it is, then lines {@code type <name>}
 * and {@code rule <name>}.
 */
public final class PackIndex {

    /** What the convention is called among the packs. */
    public static final String CONVENTION = "convention";

    /** The index's file, which lies in the packs' folder. */
    public static final String FILE = "index.txt";

    private static final String FOLDER = "/dev/engram/agent/packs/";

    private final Map<String, Entry> entries;
    private final Set<String> names;

    private PackIndex(Map<String, Entry> entries) {
        this.entries = entries;
        Set<String> all = new TreeSet<>(Set.of(CONVENTION));
        entries.forEach((name, entry) -> {
            all.add(name);
            all.addAll(entry.rules);
        });
        this.names = Collections.unmodifiableSet(all);
    }

    /** What the index says of one pack. */
    private static final class Entry {
        private final boolean isOptional;
        private final Set<String> types = new LinkedHashSet<>();
        private final Set<String> rules = new LinkedHashSet<>();
        private final @Nullable Pack pack;

        /** @param pack its rules; null for a pack of the agent's own, which is read if it is needed */
        Entry(boolean isOptional, @Nullable Pack pack) {
            this.isOptional = isOptional;
            this.pack = pack;
        }
    }

    /** That of the agent's own packs. */
    public static PackIndex builtIn() {
        String text = resource(FILE);
        if (text == null) {
            throw new IllegalStateException("The agent's jar has no " + FOLDER + FILE + ".");
        }
        return parse(text);
    }

    /** The index of no packs at all. */
    public static PackIndex empty() {
        return parse("");
    }

    /** This index with further packs behind those that it has. Their names differ from these. */
    PackIndex with(List<Pack> others) {
        Map<String, Entry> all = new LinkedHashMap<>(entries);
        for (Pack pack : others) {
            Entry entry = new Entry(pack.isOptional(), pack);
            for (Rule rule : pack.rules()) {
                entry.types.add(rule.type());
                if (rule.name() != null) {
                    entry.rules.add(rule.name());
                }
            }
            all.put(pack.name(), entry);
        }
        return new PackIndex(all);
    }

    static PackIndex parse(String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Entry entry = new Entry(false, null);
        for (String line : text.split("\n", -1)) {
            int blank = line.indexOf(' ');
            String rest = line.substring(blank + 1);
            if (line.startsWith("pack ")) {
                boolean isOptional = rest.endsWith(" optional");
                entry = new Entry(isOptional, null);
                entries.put(isOptional ? rest.substring(0, rest.indexOf(' ')) : rest, entry);
            } else if (line.startsWith("type ")) {
                entry.types.add(rest);
            } else if (line.startsWith("rule ")) {
                entry.rules.add(rest);
            }
        }
        return new PackIndex(entries);
    }

    /** The index of these packs, as text. */
    public static String text(List<Pack> packs) {
        StringBuilder text = new StringBuilder();
        for (Pack pack : packs) {
            text.append("pack ").append(pack.name()).append(pack.isOptional() ? " optional\n" : "\n");
            Set<String> types = new LinkedHashSet<>();
            pack.rules().forEach(rule -> types.add(rule.type()));
            types.forEach(type -> text.append("type ").append(type).append('\n'));
            for (Rule rule : pack.rules()) {
                if (rule.name() != null) {
                    text.append("rule ").append(rule.name()).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** The packs, in the order in which their rules are tried. */
    public Set<String> packs() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Whether a pack is off unless it is switched on. */
    boolean isOptional(String pack) {
        Entry entry = entries.get(pack);
        return entry != null && entry.isOptional;
    }

    /** The types that a pack's rules name. */
    Set<String> types(String pack) {
        Entry entry = entries.get(pack);
        return entry == null ? Set.of() : entry.types;
    }

    /** All that can be switched by name: the packs, their rules, and the convention. */
    public Set<String> names() {
        return names;
    }

    /** The name of the file with a pack's {@link PackText}, which lies beside the index. */
    public static String rulesFile(String pack) {
        return pack + ".rules";
    }

    /** The rules of a pack. */
    List<Rule> rules(String pack) {
        Entry entry = entries.get(pack);
        if (entry != null && entry.pack != null) {
            return entry.pack.rules();
        }
        String text = resource(rulesFile(pack));
        if (text == null) {
            throw new IllegalStateException("The agent's jar has no pack " + pack + ".");
        }
        return PackText.read(pack, text);
    }

    private static @Nullable String resource(String file) {
        try (InputStream in = PackIndex.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(FOLDER + file + " cannot be read.", unreadable);
        }
    }
}
