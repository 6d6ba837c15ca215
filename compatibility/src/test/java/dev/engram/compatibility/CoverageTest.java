package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/coverage.md")
class CoverageTest {

    private static final Path PAGE = Path.of("..", "docs", "coverage.md");
    private static final Path PACKS = Path.of("..", Pack.FOLDER);

    private static final Pattern HEADING = Pattern.compile("## .+ \\(`([a-z0-9-]+)`\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    /** In a cell, for a version that has no such method. */
    private static final String ABSENT = "–";

    static List<String> packs() throws IOException {
        try (Stream<Path> files = Files.list(PACKS)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    /** The rows of each pack's table, the head first, each a list of cells. */
    private static Map<String, List<List<String>>> tables() throws IOException {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                rows = new ArrayList<>();
                tables.put(heading.group(1), rows);
            } else if (line.startsWith("| ")) {
                rows.add(Arrays.stream(line.substring(2).split(" \\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList());
            }
        }
        return tables;
    }

    @Test
    @DisplayName("has a table for each pack, and no other")
    void eachPack() throws IOException {
        assertThat(tables().keySet()).containsExactlyInAnyOrderElementsOf(packs());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    @DisplayName("has each rule of a pack, and the versions that it was tested with")
    void eachRule(String pack) throws IOException {
        List<List<String>> table = tables().getOrDefault(pack, List.of());
        Pack read = Pack.named(pack, Path.of(".."));
        List<String> head = new ArrayList<>(List.of("rule", "method", "operation", "result"));
        read.tested().forEach(each -> head.add(artifactAndVersion(each)));
        assertThat(table.get(0)).isEqualTo(head);
        assertThat(table.stream().skip(1).map(row -> row.subList(0, 3)))
                .containsExactlyElementsOf(read.rules().stream()
                        .map(rule -> List.of("`" + rule.name() + "`", "`" + rule.method() + "`", rule.operation()))
                        .toList());
    }

    private static String artifactAndVersion(String tested) {
        String[] parts = tested.split(":", -1);
        return parts[1] + " " + parts[2];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    @DisplayName("names for each rule and version a test that exists and is on")
    void eachTest(String pack) throws Exception {
        List<List<String>> table = tables().getOrDefault(pack, List.of());
        int columns = table.get(0).size();
        for (List<String> row : table.subList(1, table.size())) {
            assertThat(row).hasSize(columns);
            List<String> tests = row.subList(4, columns);
            assertThat(tests).as("%s", row).anyMatch(cell -> !cell.equals(ABSENT));
            for (String cell : tests) {
                Matcher test = TEST.matcher(cell);
                boolean isBacked = test.matches() ? isTest(test.group(1), test.group(2)) : cell.equals(ABSENT);
                assertThat(isBacked).as("%s of %s is a test", cell, row).isTrue();
            }
        }
    }

    private static boolean isTest(String type, String method) throws ClassNotFoundException {
        return Arrays.stream(Class.forName(CoverageTest.class.getPackageName() + "." + type)
                        .getDeclaredMethods())
                .filter(each -> each.getName().equals(method) && !each.isAnnotationPresent(Disabled.class))
                .anyMatch(each ->
                        each.isAnnotationPresent(Test.class) || each.isAnnotationPresent(ParameterizedTest.class));
    }
}
