package dev.engram.collector.server.store.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.Conventions;
import dev.engram.collector.common.model.MemoryFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of attributes")
class ConventionsTest {

    private static final Path ROOT = Path.of("../..");
    private static final Path AGENT = ROOT.resolve("agent/src/main/java/dev/engram/agent/trace/SpanAttributes.java");
    private static final Pattern NAME = Pattern.compile("\"([a-z_]+(?:\\.[a-z_]+)+)\"");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    private static String document(String name) throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve(name));
    }

    @Test
    @DisplayName("has each attribute once, with its meaning")
    void complete() {
        assertThat(Conventions.ATTRIBUTES)
                .extracting(Conventions.Attribute::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(70);
        assertThat(Conventions.ATTRIBUTES).allSatisfy(each -> {
            assertThat(each.meaning()).as(each.name()).isNotBlank();
            assertThat(each.since()).as(each.name()).matches("\\d+\\.\\d+");
        });
    }

    @Test
    @DisplayName("has all that the agent sends, and telemetry.md names each of them")
    void ofTheAgent() throws IOException {
        List<String> sent = all(NAME, Files.readString(AGENT));
        assertThat(sent).hasSizeGreaterThan(50);
        assertThat(Conventions.ATTRIBUTES)
                .extracting(Conventions.Attribute::name)
                .containsAll(sent);
        assertThat(all(QUOTED, document("telemetry.md")))
                .containsAll(sent.stream()
                        .filter(name -> !name.startsWith("exception."))
                        .toList());
    }

    @Test
    @DisplayName("has all that memory operations are read from, with a column")
    void ofMemory() {
        assertThat(Stream.of(MemoryFact.values()).flatMap(fact -> fact.attributes().stream()))
                .allSatisfy(name -> assertThat(SpanLayout.type(name)).as(name).isNotNull());
    }

    @Test
    @DisplayName("has the columns that sql.md lists, with their types and in this order")
    void ofSql() throws IOException {
        Map<String, List<String>> listed = new TreeMap<>();
        for (String type : List.of("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN")) {
            String row = document("sql.md")
                    .lines()
                    .filter(line -> line.startsWith("| `" + type + "` | `memory."))
                    .collect(Collectors.joining());
            listed.put(type, all(QUOTED, row).stream().skip(1).toList());
        }
        Map<String, List<String>> columns = new TreeMap<>(
                SpanLayout.keys().stream().collect(Collectors.groupingBy(key -> String.valueOf(SpanLayout.type(key)))));
        assertThat(listed).isEqualTo(columns);
        assertThat(new TreeSet<>(columns.keySet())).hasSize(4);
    }
}
