package dev.engram.stack.shipped;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression: metrics with the labels they are selected by, and the labels that remain. No grammar is
 * checked here; {@code promtool} does.
 */
final class PromQl {
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'" + "|\\d[\\w.]*|[a-zA-Z_:][\\w:]*|\\S");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");
    private static final Set<String> GROUPINGS = Set.of("by", "on", "without", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

    /** A metric as an expression selects it. */
    record Selector(String metric, Set<String> labels) {}

    private final List<String> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupings = new TreeSet<>();
    private final Set<String> made = new TreeSet<>();

    private PromQl(List<String> tokens) {
        this.tokens = tokens;
    }

    static PromQl of(String expression) {
        PromQl parsed = new PromQl(TOKEN.matcher(expression.replaceAll("\\$__\\w+", "5m"))
                .results()
                .map(found -> found.group())
                .toList());
        parsed.read();
        return parsed;
    }

    List<Selector> selectors() {
        return selectors;
    }

    /** Labels that it groups by. */
    Set<String> groupings() {
        return groupings;
    }

    /** Labels that {@code label_replace} and {@code label_join} add. */
    Set<String> made() {
        return made;
    }

    private void read() {
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            // An aggregation can say its labels first: sum by (a) (b).
            boolean isCalled = at(i + 1).equals("(") || GROUPINGS.contains(at(i + 1));
            if (GROUPINGS.contains(token) && isCalled) {
                int end = closing(i + 1, "(", ")");
                names(i + 2, end, groupings);
                i = end;
            } else if (token.equals("label_replace") || token.equals("label_join")) {
                made.add(firstText(i, closing(i + 1, "(", ")")));
            } else if (NAME.matcher(token).matches() && !isCalled && !WORDS.contains(token)) {
                Set<String> labels = new TreeSet<>();
                selectors.add(new Selector(token, labels));
                if (at(i + 1).equals("{")) {
                    int end = closing(i + 1, "{", "}");
                    names(i + 2, end, labels);
                    i = end;
                }
            } else if (token.equals("[")) {
                i = closing(i, "[", "]");
            } else if (token.equals("offset")) {
                i++;
            }
        }
    }

    private String at(int index) {
        return index < tokens.size() ? tokens.get(index) : "";
    }

    private void names(int from, int to, Set<String> names) {
        for (int i = from; i < to; i++) {
            if (NAME.matcher(at(i)).matches()) {
                names.add(at(i));
            }
        }
    }

    private int closing(int from, String open, String close) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            depth += at(i).equals(open) ? 1 : at(i).equals(close) ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("No " + close + " in " + tokens);
    }

    /** The new label of {@code label_replace(v, "new", ...)} or its like: the first text that is an argument of its own. */
    private String firstText(int from, int to) {
        int depth = 0;
        for (int i = from + 1; i < to; i++) {
            String token = at(i);
            depth += "({[".contains(token) ? 1 : ")}]".contains(token) ? -1 : 0;
            if (depth == 1 && token.startsWith("\"")) {
                return token.substring(1, token.length() - 1);
            }
        }
        throw new IllegalArgumentException("No label in " + tokens);
    }

    /** Labels in a template, {@code {{ $labels.a }}} or {@code {{a}}}. */
    static Set<String> templateLabels(String template) {
        Set<String> labels = new TreeSet<>();
        Matcher found =
                Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}").matcher(template);
        while (found.find()) {
            labels.add(found.group(1));
        }
        return labels;
    }
}
