package dev.engram.collector.server.store;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attributes that the text of a query names: {@code attributes['name']}, {@code attributes."name"} or {@code attributes.name}. */
final class NamedAttributes {

    /** The repetition is bounded: the matcher takes stack for each. */
    private static final Pattern NAME = Pattern.compile(
            "attributes\\s*(?:\\[\\s*'((?:[^']|''){1,1000}+)'\\s*]|\\.\\s*(?:\"((?:[^\"]|\"\"){1,1000}+)\"|(\\w+)))",
            Pattern.CASE_INSENSITIVE);

    private NamedAttributes() {}

    /** It may find more than there are, in a comment for example. */
    static Set<String> in(String sql) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = NAME.matcher(sql);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                names.add(matcher.group(1).replace("''", "'"));
            } else if (matcher.group(2) != null) {
                names.add(matcher.group(2).replace("\"\"", "\""));
            } else {
                names.add(matcher.group(3));
            }
        }
        return names;
    }
}
