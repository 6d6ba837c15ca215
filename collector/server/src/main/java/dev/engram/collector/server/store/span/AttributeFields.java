package dev.engram.collector.server.store.span;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which fields {@code attributes} of the view of spans has. A query that reads attributes by name gets those that it names and
 * no others, so it costs what these cost. One that reads {@code attributes} as a whole gets the columns and the first of
 * the attributes without one.
 *
 * <p>An attribute without a column has the type that keeps its values in all files and in memory as they are now; when the
 * spans go, so does the type.
 *
 * <p>SQL does not tell upper from lower case in the names of fields: of names that differ in nothing else, a query has the one
 * that it names, or else the first.
 *
 * <p>Thread-safe: the writer tells of files, and threads of queries read.
 */
public final class AttributeFields {

    /** Longer names are not shown; a query may name them. */
    static final int MAX_SHOWN_LENGTH = 200;

    /** So many files are looked into for names that may be shown: the newest. */
    private static final int MAX_LOOKED_INTO = 64;

    /** So many names have their numbers ready. */
    private static final int MAX_COUNTED = 2000;

    private final RecentRows recent;

    /** By name, which begins with the generation: the newest first. */
    private final Map<Path, AttributeTypes> files = new TreeMap<>(Comparator.reverseOrder());

    /** Of names that were asked for: the number of files in which they have each type. */
    private final Map<String, int[]> counted = new HashMap<>();

    /** The number of files that do not tell all their attributes. */
    private int partial;

    private @Nullable Collection<String> shown;

    public AttributeFields(RecentRows recent) {
        this.recent = recent;
    }

    /** Notes a new file. */
    public synchronized void add(Path file, AttributeTypes types) throws IOException {
        count(types, 1);
        files.put(file, types);
        partial += types.isPartial() ? 1 : 0;
        shown = null;
    }

    /** Notes that a file is not read any more. */
    public synchronized void remove(Path file) {
        AttributeTypes types = files.remove(file);
        if (types != null) {
            try {
                count(types, -1);
            } catch (IOException e) {
                counted.clear();
            }
            partial -= types.isPartial() ? 1 : 0;
            types.close();
            shown = null;
        }
    }

    /** The types of files. */
    public synchronized List<AttributeTypes> of(List<Path> all) {
        List<AttributeTypes> types = new ArrayList<>();
        all.forEach(file -> types.add(files.getOrDefault(file, AttributeTypes.unknown())));
        return types;
    }

    private void count(AttributeTypes types, int step) throws IOException {
        for (Map.Entry<String, int[]> each : counted.entrySet()) {
            ColumnType type = types.find(AttributeTypes.hash(each.getKey()));
            if (type != null) {
                each.getValue()[type.code()] += step;
            }
        }
    }

    /**
     * A field of {@code attributes}.
     *
     * @param type in {@code other_attributes}; null if no span has it there
     */
    public record Field(String key, @Nullable ColumnType type) {

        public boolean hasColumn() {
            return SpanLayout.type(key) != null;
        }
    }

    /**
     * The fields for a query.
     *
     * @param named those that it names
     * @param all those for one that reads {@code attributes} as a whole
     * @param isKnown whether spans have all that it names
     */
    public record Fields(Collection<Field> named, Collection<Field> all, boolean isKnown) {}

    /** The fields for a query that names these attributes; it may name fewer. */
    public synchronized Fields of(Set<String> names) throws IOException {
        Map<String, Field> columns = new LinkedHashMap<>();
        for (String key : SpanLayout.keys()) {
            columns.put(lower(key), new Field(key, type(key)));
        }
        Map<String, Field> named = new LinkedHashMap<>();
        for (String name : names) {
            if (SpanLayout.type(name) != null) {
                named.put(lower(name), new Field(name, type(name)));
            }
        }
        List<String> others = new ArrayList<>();
        for (String name : names) {
            ColumnType type = SpanLayout.type(name) == null ? type(name) : null;
            if (type != null) {
                named.putIfAbsent(lower(name), new Field(name, type));
            } else if (!named.containsKey(lower(name))) {
                others.add(name);
            }
        }
        Map<String, Field> all = new LinkedHashMap<>(columns);
        all.putAll(named);
        for (String name : shown()) {
            ColumnType type = all.containsKey(lower(name)) ? null : type(name);
            if (type != null) {
                all.put(lower(name), new Field(name, type));
            }
        }
        boolean isKnown = true;
        for (String name : others) {
            Field field = all.get(lower(name));
            if (field == null) {
                isKnown = false;
            } else {
                named.put(lower(name), field);
            }
        }
        return new Fields(named.values(), all.values(), isKnown);
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    /** The type of an attribute in {@code other_attributes}; null where no span has it there. */
    private @Nullable ColumnType type(String name) throws IOException {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return null;
        }
        long hash = AttributeTypes.hash(name);
        int[] counts = counts(name, hash);
        ColumnType found = null;
        for (ColumnType type : ColumnType.values()) {
            if (counts[type.code()] > 0) {
                found = found == null ? type : found.widen(type);
            }
        }
        for (SeenAttributes seen : recent.attributes()) {
            ColumnType type = seen.find(hash);
            if (type != null) {
                found = found == null ? type : found.widen(type);
            }
        }
        // What spans of an older version may have besides can be anything.
        return partial > 0 && mayBeUnknown(name) ? ColumnType.VARCHAR : found;
    }

    private boolean mayBeUnknown(String name) throws IOException {
        for (AttributeTypes types : files.values()) {
            if (types.mayHave(name)) {
                return true;
            }
        }
        return false;
    }

    private int[] counts(String name, long hash) throws IOException {
        int[] known = counted.get(name);
        if (known != null) {
            return known;
        }
        if (counted.size() >= MAX_COUNTED) {
            counted.clear();
        }
        int[] counts = new int[ColumnType.values().length];
        for (AttributeTypes types : files.values()) {
            ColumnType type = types.find(hash);
            if (type != null) {
                counts[type.code()]++;
            }
        }
        counted.put(name, counts);
        return counts;
    }

    /** Names that are shown to those who name none: the newest spans' first. */
    private Collection<String> shown() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (SeenAttributes seen : recent.attributes()) {
            show(seen.shown(), names);
        }
        Collection<String> inFiles = shown;
        if (inFiles == null) {
            Map<String, String> found = new LinkedHashMap<>();
            int looked = 0;
            for (AttributeTypes types : files.values()) {
                if (found.size() >= AttributeTypes.MAX_SHOWN || looked++ == MAX_LOOKED_INTO) {
                    break;
                }
                show(types.shown(), found);
            }
            inFiles = List.copyOf(found.values());
            shown = inFiles;
        }
        for (String name : inFiles) {
            if (names.size() < AttributeTypes.MAX_SHOWN) {
                names.putIfAbsent(lower(name), name);
            }
        }
        return names.values();
    }

    private static void show(Map<String, ColumnType> from, Map<String, String> to) {
        for (String name : from.keySet()) {
            if (to.size() < AttributeTypes.MAX_SHOWN && SpanLayout.type(name) == null) {
                to.putIfAbsent(lower(name), name);
            }
        }
    }
}
