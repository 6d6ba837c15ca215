package dev.engram.collector.server.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's messages of several lines as one sentence with a position. */
final class SqlErrors {

    private static final Pattern LINE = Pattern.compile("LINE (\\d{1,6}): (.*)\\R(\\s*)\\^", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("Could not find key \"(.*?)\" in struct");
    private static final Pattern CANDIDATES = Pattern.compile("Candidate Entries: (.*)", Pattern.DOTALL);

    private SqlErrors() {}

    /**
     * @param linesBefore lines of the statement that are not the user's
     */
    static String sentence(String message, int linesBefore) {
        Matcher key = KEY.matcher(message);
        if (key.find()) {
            Matcher candidates = CANDIDATES.matcher(message);
            return "No span has the attribute '" + key.group(1) + "'"
                    + (candidates.find()
                            ? "; near names: " + oneLine(candidates.group(1)).replace('"', '\'')
                            : "")
                    + ". DESCRIBE spans lists all; rare ones are in other_attributes.";
        }
        Matcher line = LINE.matcher(message);
        if (!line.find()) {
            return end(oneLine(message));
        }
        String text = oneLine(message.substring(0, line.start()));
        String source = line.group(2);
        // The caret stands below the text, which begins after "LINE 1: ".
        int column = line.group(3).length() - ("LINE " + line.group(1) + ": ").length();
        int number = Math.max(1, Integer.parseInt(line.group(1)) - linesBefore);
        String where = source.startsWith("...")
                ? "line " + number + " near \"" + near(source, column) + "\""
                : "line " + number + ", column " + (column + 1);
        return stripped(text) + " (" + where + ").";
    }

    /**
     * @param position offset in the statement, as digits; empty when unknown
     */
    static String syntax(String message, String sql, String position) {
        if (!position.matches("\\d{1,9}")) {
            return end("Parser Error: " + oneLine(message));
        }
        int offset = Math.min(Integer.parseInt(position), sql.length());
        String before = sql.substring(0, offset);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = offset - before.lastIndexOf('\n');
        return "Parser Error: " + stripped(oneLine(message)) + " (line " + line + ", column " + column + ").";
    }

    private static String near(String source, int column) {
        int from = Math.max(0, Math.min(column, source.length()));
        return source.substring(from, Math.min(source.length(), from + 20)).strip();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String stripped(String text) {
        return text.endsWith("!") || text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static String end(String text) {
        return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
    }
}
