package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says of tests; {@link Run#trace} and {@link CoverageIT} compare it with the libraries. */
@DisplayName("docs/coverage.md")
class CoverageTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Path TESTS = Path.of("src/test/java/dev/engram/compatibility");

    private static final String REDIS_HEADING = "\n## Redis clients\n";

    /** What skips a test where something is not there. */
    private static final Pattern SKIPS = Pattern.compile(
            "@EnabledFor|@EnabledIf|@EnabledOn|@DisabledIf|@DisabledOn|@DisabledFor|assume(That|True|False)\\(|Program\\.(?!EMBEDDED)[A-Z]");

    static List<String> packs() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(Pack.FOLDER))) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("has a table for each pack, and no other")
    void eachPack() throws IOException {
        assertThat(Coverage.packs().keySet()).containsExactlyInAnyOrderElementsOf(packs());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    @DisplayName("has each rule of a pack, and the versions that it was tested with")
    void eachRule(String pack) throws IOException {
        List<List<String>> table = Coverage.packs().getOrDefault(pack, List.of());
        Pack read = Pack.named(pack, ROOT);
        List<String> head = new ArrayList<>(List.of("rule", "method", "operation", "layer", "result"));
        read.tested().forEach(each -> head.add(artifactAndVersion(each)));
        assertThat(table.get(0)).isEqualTo(head);
        assertThat(table.stream().skip(1).map(row -> row.subList(0, Coverage.LABELS - 1)))
                .containsExactlyElementsOf(read.rules().stream()
                        .map(rule -> List.of(
                                "`" + rule.name() + "`",
                                "`" + rule.method() + "`",
                                rule.operation(),
                                rule.layer().orElse(Coverage.ABSENT)))
                        .toList());
    }

    private static String artifactAndVersion(String tested) {
        String[] parts = tested.split(":", -1);
        return parts[1] + " " + parts[2];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    @DisplayName("names for each rule and version a test that runs that version and is never skipped")
    void eachTest(String pack) throws Exception {
        List<List<String>> table = Coverage.packs().getOrDefault(pack, List.of());
        int columns = table.get(0).size();
        for (List<String> row : table.subList(1, table.size())) {
            assertThat(row).hasSize(columns);
            List<String> tests = row.subList(Coverage.LABELS, columns);
            assertThat(tests).as("%s", row).anyMatch(cell -> !cell.equals(Coverage.ABSENT));
            for (int i = 0; i < tests.size(); i++) {
                Matcher test = Coverage.TEST.matcher(tests.get(i));
                if (test.matches()) {
                    assertIsOn(test.group(1), test.group(2));
                    assertThat(source(test.group(1))).as("%s", row).doesNotContainPattern(SKIPS);
                    assertThat(body(source(test.group(1)), test.group(2)))
                            .as("%s asks for the trace", tests.get(i))
                            .contains(".trace(");
                    assertThat(versions(pack, test.group(1), test.group(2)))
                            .as("the versions that %s of %s runs on", tests.get(i), row)
                            .contains(Run.tested(pack).get(i));
                } else {
                    assertThat(tests.get(i)).as("%s", row).isIn(Coverage.ABSENT, Coverage.UNTESTED);
                }
            }
        }
    }

    /** The versions of a pack's library that a test runs on, as its source says. */
    private static List<String> versions(String pack, String type, String method) throws IOException {
        String source = source(type);
        String head = head(source, method);
        String text = head + body(source, method);
        List<String> tested = Run.tested(pack);
        if (head.contains("@MethodSource(\"versions\")")) {
            return source.contains("Run.versions(\"" + pack + "\")") ? tested : List.of();
        }
        return tested.stream()
                .filter(version -> text.contains("\"" + version + "\"")
                        || (version.equals(tested.get(0)) && text.contains("Run.newest(\"" + pack + "\")")))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    @DisplayName(
            "names above a table with untested rules the test that would run them, which is skipped on some machines")
    void eachUntestedPack(String pack) throws Exception {
        boolean isUntested = Coverage.packs().getOrDefault(pack, List.of()).stream()
                .anyMatch(row -> row.contains(Coverage.UNTESTED));
        String text = Coverage.section("(`" + pack + "`)")
                .lines()
                .filter(line -> !line.startsWith("|"))
                .collect(Collectors.joining(" "));
        Matcher test = Coverage.TEST.matcher(text);
        assertThat(test.find()).as("a test in the text").isEqualTo(isUntested);
        if (isUntested) {
            assertIsOn(test.group(1), test.group(2));
            assertThat(source(test.group(1))).containsPattern(SKIPS);
            assertThat(versions(pack, test.group(1), test.group(2))).isEqualTo(Run.tested(pack));
        }
    }

    private static List<List<String>> redisRows() throws IOException {
        List<List<String>> rows = Coverage.rows(Coverage.section(REDIS_HEADING));
        assertThat(rows).hasSizeGreaterThan(10);
        return rows;
    }

    @Test
    @DisplayName(
            "names for each feature of each Redis client a test that runs that version, and a dash where none does")
    void eachRedisFeature() throws Exception {
        List<String> head = List.of();
        for (List<String> row : redisRows()) {
            if (row.get(0).equals("feature")) {
                head = row;
                continue;
            }
            assertThat(row).hasSameSizeAs(head);
            Set<String> tests = new TreeSet<>(row.subList(1, row.size()));
            tests.remove(Coverage.ABSENT);
            for (int i = 1; i < row.size(); i++) {
                List<String> running = new ArrayList<>();
                for (String each : tests) {
                    if (runs(each, head.get(i))) {
                        running.add(each);
                    }
                }
                assertThat(running.isEmpty() ? List.of(Coverage.ABSENT) : running)
                        .as("tests of %s with %s", row.get(0), head.get(i))
                        .containsExactly(row.get(i));
            }
        }
    }

    /** Whether a test of Redis clients runs all artifacts of a column, {@code <artifact> <version>} with commas between. */
    private static boolean runs(String cell, String column) throws Exception {
        Matcher test = Coverage.TEST.matcher(cell);
        assertThat(test.matches()).as(cell).isTrue();
        assertIsOn(test.group(1), test.group(2));
        String source = source(test.group(1));
        String text = text(test.group(1), test.group(2));
        for (String each : column.split(", ", -1)) {
            String[] artifact = each.split(" ", -1);
            Pattern version = Pattern.compile("(?<![\\w.])" + Pattern.quote(artifact[1]) + "(?![\\w.])");
            if (!source.contains(":" + artifact[0] + ":")
                    || !version.matcher(text).find()) {
                return false;
            }
        }
        return true;
    }

    private static final Pattern ARGUMENTS = Pattern.compile("@MethodSource\\(\"(\\w+)\"\\)");

    /** A test with its annotations, the method that gives its arguments, and the values of the constants of its class; of an inherited one the whole class. */
    private static String text(String type, String method) throws Exception {
        String source = source(type);
        if (!source.contains(" void " + method + "(")) {
            return source;
        }
        String text = head(source, method) + body(source, method);
        Matcher arguments = ARGUMENTS.matcher(text);
        if (arguments.find()) {
            text += Pattern.compile("static \\S+ " + arguments.group(1) + "\\(\\).*?\\n    }", Pattern.DOTALL)
                    .matcher(source)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.joining());
        }
        for (Field field : type(type).getDeclaredFields()) {
            field.setAccessible(true);
            String name = field.getName();
            if (field.getType() == String.class) {
                text = text.replaceAll("\\b" + name + "\\b", Matcher.quoteReplacement(constant(field)));
            } else if (field.getType() == List.class) {
                List<?> values = (List<?>) field.get(null);
                text = text.replace(name + ".get(0)", String.valueOf(values.get(0)))
                        .replace("@FieldSource(\"" + name + "\")", String.valueOf(values));
            }
        }
        return text;
    }

    private static String constant(Field field) throws IllegalAccessException {
        return Modifier.isStatic(field.getModifiers()) ? String.valueOf(field.get(null)) : "";
    }

    @Test
    @DisplayName("says which tests of Redis clients only -Pfull runs, and which need an installed Redis")
    void redisTestsThatAreNotAlwaysRun() throws Exception {
        Set<String> full = new TreeSet<>();
        Set<String> skipped = new TreeSet<>();
        for (List<String> row : redisRows()) {
            for (String cell : row) {
                Matcher test = Coverage.TEST.matcher(cell);
                if (test.matches()) {
                    if (type(test.group(1)).isAnnotationPresent(Tag.class)) {
                        full.add("`" + test.group(1) + "`");
                    }
                    if (SKIPS.matcher(text(test.group(1), test.group(2))).find()) {
                        skipped.add(cell);
                    }
                }
            }
        }
        assertThat(named("Only `mvn -Pfull verify` runs ")).isEqualTo(full);
        assertThat(named("Skipped without an installed `redis-server`: ")).isEqualTo(skipped);
    }

    /** What stands in code quotes in the sentence that begins so. */
    private static Set<String> named(String beginning) throws IOException {
        String text = Coverage.section(REDIS_HEADING).replace("\n", " ");
        assertThat(text).contains(beginning);
        String rest = text.substring(text.indexOf(beginning) + beginning.length());
        return Pattern.compile("`[^`]+`")
                .matcher(rest.split("\\.( |$)", 2)[0])
                .results()
                .map(each -> each.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String source(String type) throws IOException {
        return Files.readString(TESTS.resolve(type + ".java"));
    }

    /** What stands between the method before and this one's name. */
    private static String head(String source, String method) {
        String before = source.substring(0, source.indexOf(" void " + method + "("));
        return before.substring(before.lastIndexOf("\n    }\n") + 1);
    }

    private static String body(String source, String method) {
        String body = source.substring(source.indexOf(" void " + method + "("));
        return body.substring(0, body.indexOf("\n    }\n"));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(CoverageTest.class.getPackageName() + "." + name);
    }

    private static void assertIsOn(String type, String method) throws ClassNotFoundException {
        Predicate<Method> isTest = declared -> declared.getName().equals(method)
                && !declared.isAnnotationPresent(Disabled.class)
                && (declared.isAnnotationPresent(Test.class) || declared.isAnnotationPresent(ParameterizedTest.class));
        boolean isOn = false;
        for (Class<?> each = type(type); each != null; each = each.getSuperclass()) {
            assertThat(each.isAnnotationPresent(Disabled.class)).as(type).isFalse();
            isOn |= Arrays.stream(each.getDeclaredMethods()).anyMatch(isTest);
        }
        assertThat(isOn).as("%s.%s is a test that is on", type, method).isTrue();
    }
}
