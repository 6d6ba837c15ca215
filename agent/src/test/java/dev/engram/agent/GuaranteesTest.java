package dev.engram.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/guarantees.md")
class GuaranteesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A row of the table: its number, the guarantee, what proves it. */
    private static final Pattern ROW = Pattern.compile("\\| (\\**[\\d.]+\\**) \\| (.+) \\| (.+) \\|");

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    @DisplayName("names for each guarantee a test that exists")
    void eachHasATest() throws IOException {
        Set<String> classes = classes(
                "agent/src/test/java", "collector/src/test/java", "stack/src/test/java", "stress/src/main/java");
        List<Matcher> rows = Files.readAllLines(ROOT.resolve("docs/guarantees.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        for (Matcher row : rows) {
            List<String> named = NAME.matcher(row.group(3))
                    .results()
                    .map(each -> each.group(1))
                    .toList();
            assertThat(named).as("what proves guarantee %s", row.group(1)).isNotEmpty();
            assertThat(classes).as("what proves guarantee %s", row.group(1)).containsAll(named);
        }
    }

    private static Set<String> classes(String... folders) throws IOException {
        Set<String> names = new HashSet<>();
        for (String each : folders) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(each))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".java"))
                        .forEach(file -> names.add(file.substring(0, file.length() - ".java".length())));
            }
        }
        return names;
    }
}
