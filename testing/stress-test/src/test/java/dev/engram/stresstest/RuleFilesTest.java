package dev.engram.stresstest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@DisplayName("Every rule of a rule file that this source tree ships")
class RuleFilesTest {

    /** The rule files of the applications here; packs name classes of libraries and are tested with these. */
    private static List<Path> files() {
        return List.of(Path.of("engram.yaml"), Path.of("../../demo-app/engram.yaml"));
    }

    @TestFactory
    @DisplayName("names a type and a method that exist")
    Stream<DynamicTest> typesAndMethods() {
        return files().stream()
                .flatMap(file -> Stream.of("memory", "tasks")
                        .flatMap(section -> rules(file, section).stream())
                        .map(rule -> DynamicTest.dynamicTest(
                                file + ": " + rule.get("type") + "." + rule.get("method"), () -> check(rule))));
    }

    private static void check(Map<String, Object> rule) throws ClassNotFoundException {
        Class<?> type = Class.forName(String.valueOf(rule.get("type")));
        assertThat(Arrays.stream(type.getDeclaredMethods()).map(java.lang.reflect.Method::getName))
                .contains(String.valueOf(rule.get("method")));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules(Path file, String section) {
        try (Reader yaml = Files.newBufferedReader(file)) {
            Map<String, Object> root =
                    (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromReader(yaml);
            return (List<Map<String, Object>>) Objects.requireNonNull(root.get(section), section);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
