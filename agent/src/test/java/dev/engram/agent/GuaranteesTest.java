package dev.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** The head of a class that is in no other one. */
    private static final Pattern DECLARATION = Pattern.compile("^(?:\\w+ )*class \\w+.*\\{$", Pattern.MULTILINE);

    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(full|real-stack)\"\\)");

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
    @DisplayName(
            "names for each guarantee, those of the Redis commands too, a test that exists, is on, and runs in the default build")
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
            Set<String> tiers = new TreeSet<>();
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
                    texts.forEach(text -> tiers.addAll(tiers(withInherited(text, tests), each.group(2))));
                }
            }
            // The real programs need Go, which not everyone has who builds Engram.
            assertThat(tiers.contains("default") || tiers.equals(Set.of("real-stack")))
                    .as(
                            "whether a test of the default build proves guarantee %s; its tests run in %s",
                            row.group(1), tiers)
                    .isTrue();
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

    /**
     * The tiers in which tests of a class run, {@code default} for those without a tag.
     *
     * @param method the one that is meant; null for any
     */
    private static Set<String> tiers(String text, @Nullable String method) {
        Matcher declared = DECLARATION.matcher(text);
        int body = declared.find() ? declared.end() : 0;
        Matcher ofClass = TAG.matcher(text.substring(0, body));
        Set<String> tiers = new TreeSet<>();
        if (ofClass.find()) {
            tiers.add(ofClass.group(1));
        } else {
            TEST.matcher(text)
                    .results()
                    .filter(test -> method == null || test.group(1).equals(method))
                    .forEach(test -> {
                        // Annotations of a method, which may stand before @Test, too.
                        int end = Math.max(text.lastIndexOf("}\n", test.start()), body);
                        Matcher ofMethod = TAG.matcher(text.substring(end, test.end()));
                        tiers.add(ofMethod.find() ? ofMethod.group(1) : "default");
                    });
        }
        return tiers;
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
