package dev.engram.collector.server.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that have no column, with the type that keeps all values of each, and which of them {@code attributes} of the
 * view has as fields: always the first {@link #MAX_FIELDS}, and those that a query names.
 *
 * <p>Bounded: beyond {@link #MAX_TYPES} keys, and of longer ones than {@link #MAX_KEY_LENGTH}, the type is not kept, and a query
 * that names them gets texts. SQL does not tell upper from lower case in the names of fields: of keys that differ in nothing
 * else, a query has the one that it names, or else the first.
 *
 * <p>Thread-safe: the writer notes, and threads of queries read.
 */
final class OtherAttributes {

    static final int MAX_FIELDS = 256;
    static final int MAX_TYPES = 10_000;
    static final int MAX_KEY_LENGTH = 200;

    private final Map<String, ColumnType> types = new LinkedHashMap<>();

    /** Keys of the fields that are always there. */
    private final Set<String> always = new HashSet<>();

    /** Keys of columns and of these fields, in lower case. */
    private final Set<String> taken = new HashSet<>();

    OtherAttributes() {
        SpanLayout.keys().forEach(key -> taken.add(lower(key)));
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    /** Notes attributes of spans; true if a field that is always there is new or has another type now. */
    synchronized boolean note(Map<String, ColumnType> seen) {
        boolean changed = false;
        for (Map.Entry<String, ColumnType> each : seen.entrySet()) {
            String key = each.getKey();
            ColumnType now = types.get(key);
            if (now != null) {
                ColumnType wide = now.widen(each.getValue());
                if (wide != now) {
                    types.put(key, wide);
                    changed |= always.contains(key);
                }
            } else if (types.size() < MAX_TYPES && mayHaveType(key)) {
                types.put(key, each.getValue());
                if (always.size() < MAX_FIELDS && taken.add(lower(key))) {
                    always.add(key);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean mayHaveType(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_KEY_LENGTH
                && key.indexOf('\0') < 0
                && SpanLayout.type(key) == null;
    }

    /**
     * A field of {@code attributes}.
     *
     * @param type null where the attribute has a column
     */
    record Field(String key, @Nullable ColumnType type) {}

    /**
     * The fields of the view.
     *
     * @param named keys that the query names
     */
    synchronized Collection<Field> fields(Set<String> named) {
        Map<String, Field> fields = new LinkedHashMap<>();
        SpanLayout.keys().forEach(key -> fields.put(lower(key), new Field(key, null)));
        types.forEach((key, type) -> {
            if (always.contains(key)) {
                fields.put(lower(key), new Field(key, type));
            }
        });
        for (String key : named) {
            ColumnType type = types.get(key);
            Field other = fields.get(lower(key));
            if (other == null) {
                if (type != null || isWithoutType(key)) {
                    fields.put(lower(key), new Field(key, type == null ? ColumnType.VARCHAR : type));
                }
            } else if (type != null && !named.contains(other.key())) {
                fields.put(lower(key), new Field(key, type));
            }
        }
        return fields.values();
    }

    /** Whether spans may have had an attribute of a type that is not known here. */
    private boolean isWithoutType(String key) {
        return !key.isEmpty() && (types.size() >= MAX_TYPES || key.length() > MAX_KEY_LENGTH);
    }

    /** One line for each type, for a file. */
    synchronized String write() {
        return types.entrySet().stream()
                .map(entry -> entry.getValue() + " "
                        + entry.getKey().replace("\\", "\\\\").replace("\n", "\\n"))
                .collect(Collectors.joining("\n"));
    }

    /** Notes what {@link #write} has written. */
    void read(String lines) {
        Map<String, ColumnType> ordered = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            int blank = line.indexOf(' ');
            ColumnType type = blank < 0 ? null : ColumnType.named(line.substring(0, blank));
            if (type != null) {
                ordered.put(unescape(line.substring(blank + 1)), type);
            }
        }
        note(ordered);
    }

    private static String unescape(String text) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                key.append(next == 'n' ? '\n' : next);
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}
