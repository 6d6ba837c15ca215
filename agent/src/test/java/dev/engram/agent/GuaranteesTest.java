package dev.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        Map<String, List<String>> tests = new HashMap<>();
        for (String module : MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(each -> each.group(1))
                .toList()) {
            sources(ROOT.resolve(module).resolve("src/test/java"))
                    .forEach((name, texts) -> tests.computeIfAbsent(name, unused -> new ArrayList<>())
                            .addAll(texts));
        }
        Map<String, List<String>> races = sources(RACES);
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
                List<String> texts = (isRace ? races : tests).getOrDefault(each.group(1), List.of());
                assertThat(texts)
                        .as("the source of %s, which proves guarantee %s", each.group(1), row.group(1))
                        .isNotEmpty();
                if (each.group(2) == null) {
                    assertThat(texts)
                            .as("sources of %s; where there are several, name its method", each.group(1))
                            .hasSize(1);
                }
                if (isRace) {
                    assertThat(isRun(each.group(1), texts.get(0), races))
                            .as("whether %s is run", each.group(1))
                            .isTrue();
                } else {
                    assertThat(texts.stream().map(text -> withInherited(text, tests)))
                            .as("sources of %s, one of which proves guarantee %s", each.group(1), row.group(1))
                            .anyMatch(text -> proves(text, each.group(2)));
                }
            }
        }
    }

    /**
     * Whether a source has tests that are on.
     *
     * @param method the one that is meant; null for any
     */
    private static boolean proves(String text, @Nullable String method) {
        return !text.contains("@Disabled")
                && TEST.matcher(text)
                        .results()
                        .anyMatch(test -> method == null || test.group(1).equals(method));
    }

    /** The text of a class, and of the one that it extends. */
    private static String withInherited(String text, Map<String, List<String>> tests) {
        Matcher superclass = Pattern.compile("class \\w+ extends (\\w+)").matcher(text);
        return superclass.find() ? text + String.join("", tests.getOrDefault(superclass.group(1), List.of())) : text;
    }

    /** Whether jcstress runs it, or the main class of the races does. */
    private static boolean isRun(String name, String text, Map<String, List<String>> races) {
        return text.contains("@JCStressTest")
                || races.getOrDefault("Races", List.of()).stream().anyMatch(main -> main.contains("new " + name + "("));
    }

    /** The texts of the source files below a folder, by the name of their class; none where there is no such folder. */
    private static Map<String, List<String>> sources(Path folder) throws IOException {
        Map<String, List<String>> sources = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    String name = each.getFileName().toString();
                    sources.computeIfAbsent(
                                    name.substring(0, name.length() - ".java".length()), unused -> new ArrayList<>())
                            .add(Files.readString(each));
                }
            }
        }
        return sources;
    }
}
