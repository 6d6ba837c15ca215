package dev.engram.collector.server.store;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes that have no column, with the type that keeps all values of each: those that {@code attributes} of the
 * view has as fields. Bounded: a key that comes when {@link #MAX_FIELDS} are taken, that is very long, or that differs
 * from another only in upper and lower case (SQL does not tell them apart) has no field.
 *
 * <p>Not thread-safe: the writer's own.
 */
final class OtherAttributes {

    static final int MAX_FIELDS = 256;
    static final int MAX_KEY_LENGTH = 200;

    private final Map<String, ColumnType> types = new LinkedHashMap<>();

    /** Keys that are taken, in lower case. */
    private final Set<String> taken = new HashSet<>();

    OtherAttributes() {
        SpanLayout.keys().forEach(key -> taken.add(key.toLowerCase(Locale.ROOT)));
    }

    /** Notes attributes of spans; true if a field is new or has another type now. */
    boolean note(Map<String, ColumnType> seen) {
        boolean changed = false;
        for (Map.Entry<String, ColumnType> each : seen.entrySet()) {
            String key = each.getKey();
            ColumnType now = types.get(key);
            if (now != null) {
                ColumnType wide = now.widen(each.getValue());
                if (wide != now) {
                    types.put(key, wide);
                    changed = true;
                }
            } else if (mayAdd(key)) {
                taken.add(key.toLowerCase(Locale.ROOT));
                types.put(key, each.getValue());
                changed = true;
            }
        }
        return changed;
    }

    private boolean mayAdd(String key) {
        return types.size() < MAX_FIELDS
                && !key.isEmpty()
                && key.length() <= MAX_KEY_LENGTH
                && key.indexOf('\0') < 0
                && !taken.contains(key.toLowerCase(Locale.ROOT));
    }

    Map<String, ColumnType> fields() {
        return Collections.unmodifiableMap(types);
    }

    /** One line for each field, for a file. */
    String write() {
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
