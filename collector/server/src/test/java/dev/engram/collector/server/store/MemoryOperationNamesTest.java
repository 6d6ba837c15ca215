package dev.engram.collector.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.collector.common.model.MemoryOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The names of GenAI memory operations")
class MemoryOperationNamesTest {

    private static final Pattern CASE = Pattern.compile("WHEN '([a-z_]+)' THEN '([a-z]+)'");
    private static final Path AGENT = Path.of("../../agent/src/main/java/dev/engram/agent/rule/GenAiOperation.java");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^    ([A-Z_]+)\\(Operation\\.");

    private static Map<String, String> cases(String sql) {
        Map<String, String> cases = new LinkedHashMap<>();
        for (Matcher each = CASE.matcher(sql); each.find(); ) {
            cases.put(each.group(1), each.group(2));
        }
        return cases;
    }

    @Test
    @DisplayName("are the same in the SQL that is made of them")
    void same() {
        assertThat(cases(MemoryOperations.sqlCase("x"))).isEqualTo(MemoryOperations.GEN_AI);
    }

    @Test
    @DisplayName("are all that the agent gives, and no other")
    void ofTheAgent() throws IOException {
        Set<String> given = new TreeSet<>();
        for (Matcher each = CONSTANT.matcher(Files.readString(AGENT)); each.find(); ) {
            given.add(each.group(1).toLowerCase(Locale.ROOT));
        }
        assertThat(given).hasSizeGreaterThan(5).isEqualTo(MemoryOperations.GEN_AI.keySet());
    }
}
