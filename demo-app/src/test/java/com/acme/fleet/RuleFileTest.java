package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
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
        assertThat(rules("memory").filter(rule -> isIn(rule, "fleet")).map(rule -> rule.get("operation")))
                .containsExactlyInAnyOrder("store", "retrieve", "search", "delete");
        assertThat(rules("tasks").filter(rule -> isIn(rule, "fleet")).map(rule -> rule.get("name")))
                .containsExactlyInAnyOrder(
                        "aqe.workflow.run",
                        "aqe.task.generate",
                        "aqe.task.execute",
                        "aqe.test.execute",
                        "aqe.task.analyze",
                        "aqe.task.cleanup");
    }

    @Test
    void everyLayerOfTheDevelopersMemoryIsCovered() throws IOException {
        assertThat(rules("memory").filter(rule -> isIn(rule, "memory") && rule.containsKey("layer")))
                .extracting(rule -> rule.get("layer") + " " + rule.get("operation"))
                .contains(
                        "1 store",
                        "1 retrieve",
                        "2 store",
                        "2 retrieve",
                        "3 store",
                        "3 search",
                        "3 enrich",
                        "4 store",
                        "4 retrieve",
                        "4 validate");
    }

    private static boolean isIn(Map<String, Object> rule, String room) {
        return String.valueOf(rule.get("type")).startsWith("com.acme." + room + ".");
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
        return rule.values().stream()
                .flatMap(RuleFileTest::texts)
                .filter(value -> value.matches("(arg\\d+|this|return|error)(\\..*)?"))
                .toList();
    }

    private static Stream<String> texts(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(RuleFileTest::texts);
        }
        if (value instanceof List<?> list) {
            return list.stream().flatMap(RuleFileTest::texts);
        }
        return value instanceof String text ? Stream.of(text) : Stream.empty();
    }

    private static void checkPath(String path, Class<?> type, Method method) throws ReflectiveOperationException {
        String[] steps = path.split("\\.", -1);
        Type at = switch (steps[0]) {
            case "this" -> type;
            case "return" -> method.getGenericReturnType();
            default -> method.getGenericParameterTypes()[Integer.parseInt(steps[0].substring("arg".length()))];
        };
        for (String step : List.of(steps).subList(1, steps.length)) {
            at = step(at, step);
        }
    }

    /** As in docs/rules.md: an element, a size, a record's component, an accessor beside a field, or a getter. */
    private static Type step(Type at, String name) throws ReflectiveOperationException {
        Class<?> type = at instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) at;
        if (Collection.class.isAssignableFrom(type)) {
            return name.equals("size") ? int.class : ((ParameterizedType) at).getActualTypeArguments()[0];
        }
        if (Arrays.stream(type.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals(name))
                && Arrays.stream(type.getMethods())
                        .anyMatch(method -> method.getName().equals(name))) {
            return type.getMethod(name).getGenericReturnType();
        }
        String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("get" + capital)
                        || method.getName().equals("is" + capital))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no " + name))
                .getGenericReturnType();
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
