package dev.engram.collector.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose parameters have names, {@code $namespace}, as DuckDB runs it: with question marks.
 *
 * @param sql the statement with a question mark for each use of a parameter
 * @param names the parameter of each question mark
 */
record NamedSql(String sql, List<String> names) {

    private static final Pattern NAME = Pattern.compile("\\$([a-z_]+)");

    static NamedSql parse(String text) {
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
        return new NamedSql(name.replaceAll("?"), List.copyOf(names));
    }

    /** The value of each question mark; null for a parameter that is not given. */
    List<@Nullable Object> values(Map<String, Object> given) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : names) {
            values.add(given.get(name));
        }
        return values;
    }
}
