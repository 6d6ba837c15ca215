package dev.engram.agent.rule;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
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
 * themselves unread until the first of their types is loaded. The build writes it next to them. Immutable.
 *
 * <p>Its text has a line {@code pack <name>}, with {@code optional} behind it where it is, then lines {@code type <name>}
 * and {@code rule <name>}.
 */
public final class PackIndex {

    /** What the convention is called among the packs. */
    public static final String CONVENTION = "convention";

    private static final String FOLDER = "/dev/engram/agent/packs/";
    private static final String FILE = "index.txt";
    private static final String YAML = ".yaml";
    private static final String RULES = ".rules";

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

        Entry(boolean isOptional) {
            this.isOptional = isOptional;
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

    static PackIndex parse(String text) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Entry entry = new Entry(false);
        for (String line : text.split("\n", -1)) {
            int blank = line.indexOf(' ');
            String rest = line.substring(blank + 1);
            if (line.startsWith("pack ")) {
                boolean isOptional = rest.endsWith(" optional");
                entry = new Entry(isOptional);
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
    static String text(List<Pack> packs) {
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

    /** The rules of a pack of the agent's own. */
    static List<Rule> rules(String pack) {
        String text = resource(pack + RULES);
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

    /**
     * Writes, next to a folder's packs, their index and the text that the agent reads of each; called by the build.
     *
     * @param arguments the folder
     * @throws IllegalStateException with all that is wrong with them
     */
    public static void main(String[] arguments) throws IOException {
        File folder = new File(arguments[0]);
        String[] files = folder.list((dir, name) -> name.endsWith(YAML));
        List<Pack> packs = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        if (files != null) {
            Arrays.sort(files);
            for (String file : files) {
                read(new File(folder, file), packs, findings);
            }
        }
        if (!findings.isEmpty()) {
            throw new IllegalStateException(String.join("\n", findings));
        }
        Files.createDirectories(folder.toPath());
        for (Pack pack : packs) {
            Files.writeString(new File(folder, pack.name() + RULES).toPath(), PackText.write(pack));
        }
        Files.writeString(new File(folder, FILE).toPath(), text(packs));
    }

    private static void read(File file, List<Pack> packs, List<String> findings) throws IOException {
        try {
            Pack pack = PackFile.parse(file.getPath(), Files.readString(file.toPath()));
            if (file.getName().equals(pack.name() + YAML)) {
                packs.add(pack);
            } else {
                findings.add(file + ": its pack is called " + pack.name() + "; call file and pack alike.");
            }
        } catch (RuleException wrong) {
            findings.addAll(wrong.findings());
        }
    }
}
