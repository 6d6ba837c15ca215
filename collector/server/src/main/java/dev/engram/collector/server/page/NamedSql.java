package dev.engram.collector.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement whose parameters have names: {@code $namespace}.
 *
 * @param text the statement
 */
record NamedSql(String text) {

    private static final Pattern NAME = Pattern.compile("\\$([a-z_]+)");

    /**
     * A statement as DuckDB runs it.
     *
     * @param sql with a question mark for each use of a parameter that is given. The others are NULL, which DuckDB sees when it
     *     plans: it leaves out a condition that is always true, and the columns that only that one needs.
     * @param values of the question marks
     */
    record Bound(String sql, List<Object> values) {}

    Bound bind(Map<String, Object> given) {
        List<Object> values = new ArrayList<>();
        String sql = NAME.matcher(text).replaceAll(name -> {
            Object value = given.get(name.group(1));
            if (value == null) {
                return "NULL";
            }
            values.add(value);
            return Matcher.quoteReplacement("?");
        });
        return new Bound(sql, values);
    }
}
