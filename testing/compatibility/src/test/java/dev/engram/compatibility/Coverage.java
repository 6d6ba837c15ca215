package dev.engram.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docs/coverage.md} says. */
final class Coverage {

    /** In a cell of a pack, for a version that has no such method, and for an operation of no layer; in one of a Redis client, for what is not tested. */
    static final String ABSENT = "–";

    /** In a cell of a pack whose test the builds of this project skip. */
    static final String UNTESTED = "untested";

    /** A test, in a cell and elsewhere: its class and its method. */
    static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

    /** How many cells of a pack's row stand before those of the versions. */
    static final int LABELS = 5;

    private static final Path PAGE = Path.of("..", "..", "docs", "coverage.md");
    private static final Pattern HEADING = Pattern.compile("## .+ \\(`([a-z0-9-]+)`\\)");

    private Coverage() {}

    /** The whole page. */
    static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /** The page from this beginning of a heading to the next heading; empty where there is none. */
    static String section(String heading) throws IOException {
        String page = page();
        int start = page.indexOf(heading);
        return start < 0 ? "" : page.substring(start).strip().split("\n## ", 2)[0];
    }

    /** The rows of each pack's table, the head first, each a list of cells. */
    static Map<String, List<List<String>>> packs() throws IOException {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        for (Matcher heading = HEADING.matcher(page()); heading.find(); ) {
            tables.put(heading.group(1), rows(section(heading.group())));
        }
        return tables;
    }

    /** The rows of all tables in a text, each a list of cells. */
    static List<List<String>> rows(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| "))
                .map(Coverage::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(2).split(" \\|", -1))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty())
                .toList();
    }

    /** The cells of a pack for one version, by rule; none where that version was not tested. */
    static Map<String, String> cells(String pack, String version) throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        int column = Run.tested(pack).indexOf(version);
        List<List<String>> rows = packs().getOrDefault(pack, List.of());
        if (column >= 0) {
            for (List<String> row : new ArrayList<>(rows).subList(1, rows.size())) {
                cells.put(row.get(0).replace("`", ""), row.get(LABELS + column));
            }
        }
        return cells;
    }

    /**
     * The rules for which the page names a test.
     *
     * @param version {@code group:artifact:version}, as in the pack
     * @param test its class and its method
     */
    static Set<String> rules(String pack, String version, String test) throws IOException {
        Set<String> rules = new TreeSet<>();
        cells(pack, version).forEach((rule, cell) -> {
            if (cell.equals("`" + test + "`")) {
                rules.add(rule);
            }
        });
        return rules;
    }
}
