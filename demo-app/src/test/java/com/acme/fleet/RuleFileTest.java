package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rule file speaks of methods and paths that this application has. */
class RuleFileTest {

    @TestFactory
    Stream<DynamicTest> everyRuleNamesOneMethodAndPathsThatCanBeRead() throws IOException {
        return Stream.concat(rules("memory"), rules("tasks"))
                .map(rule -> DynamicTest.dynamicTest(rule.get("type") + "." + rule.get("method"), () -> check(rule)));
    }

    @Test
    void theFiveSpansOfTheMemoryAndTheSixOfTheTasksAreCovered() throws IOException {
        assertThat(rules("memory").map(rule -> rule.get("operation")))
                .containsExactlyInAnyOrder("store", "retrieve", "search", "delete");
        assertThat(rules("tasks").map(rule -> rule.get("name")))
                .containsExactlyInAnyOrder(
                        "aqe.workflow.run",
                        "aqe.task.generate",
                        "aqe.task.execute",
                        "aqe.test.execute",
                        "aqe.task.analyze",
                        "aqe.task.cleanup");
    }

    private static void check(Map<String, Object> rule) throws ReflectiveOperationException {
        Class<?> type = Class.forName((String) rule.get("type"));
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(rule.get("method")))
                .filter(method -> !method.isBridge() && !method.isSynthetic())
                .toList();
        assertThat(methods).as("methods of that name").hasSize(1);
        for (String path : paths(rule)) {
            checkPath(path, type, methods.get(0));
        }
    }

    private static List<String> paths(Map<String, Object> rule) {
        List<Object> values = new ArrayList<>(rule.values());
        if (rule.get("attributes") instanceof Map<?, ?> attributes) {
            values.addAll(attributes.values());
        }
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(value -> value.matches("(arg\\d+|this|return|error)(\\..*)?"))
                .toList();
    }

    private static void checkPath(String path, Class<?> type, Method method) throws ReflectiveOperationException {
        String[] steps = path.split("\\.", -1);
        Class<?> at = steps[0].equals("this")
                ? type
                : method.getParameterTypes()[Integer.parseInt(steps[0].substring("arg".length()))];
        for (String step : List.of(steps).subList(1, steps.length)) {
            at = at.isRecord()
                    ? component(at, step)
                    : at.getMethod("get" + Character.toUpperCase(step.charAt(0)) + step.substring(1))
                            .getReturnType();
        }
    }

    private static Class<?> component(Class<?> record, String name) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .map(RecordComponent::getType)
                .findFirst()
                .orElseThrow(() -> new AssertionError(record + " has no component " + name));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map<String, Object>> rules(String section) throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("engram.yaml"))) {
            Map<String, Object> root =
                    (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromReader(file);
            assertThat(root).containsKeys("prefix", section);
            return ((List<Map<String, Object>>) Objects.requireNonNull(root.get(section))).stream();
        }
    }
}
