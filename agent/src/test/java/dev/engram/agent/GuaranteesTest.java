package dev.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/guarantees.md")
class GuaranteesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path RACES = ROOT.resolve("testing/races/src/main/java");

    /** A row of the table: its number, the guarantee, what proves it. */
    private static final Pattern ROW = Pattern.compile("\\| (\\**R?\\d[\\d.]*\\**) \\| (.+) \\| (.+) \\|");

    /** A head, and the line between it and the rows. */
    private static final Pattern HEAD = Pattern.compile("\\| \\| guarantee \\| proved by \\||[|-]+");

    /** A class, or one of its methods, and what may stand behind it. */
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`( ⚡)?");

    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

    /** A method that JUnit runs. */
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b.*?\\bvoid (\\w+)\\(", Pattern.DOTALL);

    private static List<Matcher> rows() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                .filter(line -> line.startsWith("|") && !HEAD.matcher(line).matches())
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(30)
                .allMatch(line -> ROW.matcher(line).matches());
        return lines.stream().map(ROW::matcher).filter(Matcher::matches).toList();
    }

    @Test
    @DisplayName("names for each guarantee, those of the Redis commands too, a test that exists and is on")
    void eachHasATest() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(each -> each.group(1))
                .toList()) {
            tests.putAll(sources(ROOT.resolve(module).resolve("src/test/java")));
        }
        Map<String, String> races = sources(RACES);
        for (Matcher row : rows()) {
            List<Matcher> named = NAME.matcher(row.group(3))
                    .results()
                    .map(each -> {
                        Matcher name = NAME.matcher(each.group());
                        assertThat(name.matches()).isTrue();
                        return name;
                    })
                    .toList();
            assertThat(named).as("what proves guarantee %s", row.group(1)).isNotEmpty();
            for (Matcher each : named) {
                boolean isRace = each.group(3) != null;
                String text = isRace ? races.getOrDefault(each.group(1), "") : withInherited(each.group(1), tests);
                assertThat(text)
                        .as("the source of %s, which proves guarantee %s", each.group(1), row.group(1))
                        .isNotEmpty();
                if (isRace) {
                    assertThat(isRun(each.group(1), text, races))
                            .as("whether %s is run", each.group(1))
                            .isTrue();
                } else {
                    assertThat(text).doesNotContain("@Disabled");
                    assertThat(TEST.matcher(text).results().map(test -> test.group(1)))
                            .as("the tests of %s, which prove guarantee %s", each.group(1), row.group(1))
                            .contains(each.group(2) == null ? firstTest(text) : each.group(2));
                }
            }
        }
    }

    /** The text of a class, and of the one that it extends. */
    private static String withInherited(String name, Map<String, String> tests) {
        String text = tests.getOrDefault(name, "");
        Matcher superclass = Pattern.compile("class \\w+ extends (\\w+)").matcher(text);
        return superclass.find() ? text + tests.getOrDefault(superclass.group(1), "") : text;
    }

    /** Some method of a class that JUnit runs; a name that none has where there is none. */
    private static String firstTest(String text) {
        Matcher test = TEST.matcher(text);
        return test.find() ? test.group(1) : "a test";
    }

    /** Whether jcstress runs it, or the main class of the races does. */
    private static boolean isRun(String name, String text, Map<String, String> races) {
        return text.contains("@JCStressTest") || races.getOrDefault("Races", "").contains("new " + name + "(");
    }

    /** The text of each source file below a folder, by the name of its class; none where there is no such folder. */
    private static Map<String, String> sources(Path folder) throws IOException {
        Map<String, String> sources = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    String name = each.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(each));
                }
            }
        }
        return sources;
    }
}
