package dev.engram.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells that name a test are proved by that test ({@link Run#trace}), the others and the results here. */
@DisplayName("docs/coverage.md and the jars of the libraries")
@Tag("full")
class CoverageIT {

    private static final Path ROOT = Path.of("..", "..");
    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    /** Each version of each pack that this build tests and can get. */
    static Stream<Arguments> versions() throws IOException {
        List<Arguments> versions = new ArrayList<>();
        for (String pack : Coverage.packs().keySet()) {
            for (String version : Run.versions(pack)) {
                if (!Coverage.cells(pack, version).containsValue(Coverage.UNTESTED)) {
                    versions.add(Arguments.of(pack, version));
                }
            }
        }
        return versions.stream();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("versions")
    @DisplayName("a dash stands where the version has no such method, and nowhere else; the result is the one declared")
    void methodsOfTheVersion(String pack, String version) throws Exception {
        Set<String> absent = new TreeSet<>();
        Map<String, String> results = new LinkedHashMap<>();
        try (URLClassLoader library = library(pack, version)) {
            for (Pack.Entry rule : Pack.named(pack, ROOT).rules()) {
                Set<String> found = (isLeftOut(rule, library) ? List.<Method>of() : methods(rule, library))
                        .stream().map(CoverageIT::result).collect(Collectors.toCollection(TreeSet::new));
                if (found.isEmpty()) {
                    absent.add(rule.name());
                } else {
                    results.put(rule.name(), String.join(", ", found));
                }
            }
        }
        assertThat(Coverage.cells(pack, version).entrySet().stream()
                        .filter(cell -> cell.getValue().equals(Coverage.ABSENT))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(absent);
        assertThat(results).isNotEmpty();
        Map<String, String> written = writtenResults(pack);
        assertThat(results)
                .allSatisfy(
                        (rule, result) -> assertThat(written.get(rule)).as(rule).isEqualTo(result));
    }

    private static URLClassLoader library(String pack, String version) throws Exception {
        List<URL> jars = new ArrayList<>();
        for (Path each : Maven.classPath(Artifacts.of(pack, version, ROOT))) {
            jars.add(each.toUri().toURL());
        }
        return new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    private static Map<String, String> writtenResults(String pack) throws IOException {
        List<List<String>> rows = Coverage.packs().getOrDefault(pack, List.of());
        return rows.stream()
                .skip(1)
                .collect(Collectors.toMap(
                        row -> row.get(0).replace("`", ""),
                        row -> row.get(Coverage.LABELS - 1).replace("`", "")));
    }

    /** Whether the version has a type where another rule stands in for this one. */
    private static boolean isLeftOut(Pack.Entry rule, ClassLoader library) {
        return rule.unless().stream().anyMatch(type -> find(type, library) != null);
    }

    private static @Nullable Class<?> find(String type, ClassLoader library) {
        try {
            return Class.forName(type, false, library);
        } catch (ClassNotFoundException notInThisVersion) {
            return null;
        }
    }

    /** The methods that a rule means, of the type that it names; some may be inherited. */
    private static List<Method> methods(Pack.Entry rule, ClassLoader library) {
        Class<?> type = find(rule.type(), library);
        if (type == null) {
            return List.of();
        }
        return Stream.of(type.getDeclaredMethods(), type.getMethods())
                .flatMap(Arrays::stream)
                // Kotlin has methods that Java's compiler is not to see.
                .filter(method -> !method.isBridge())
                .filter(method -> method.getName().equals(rule.methodName()))
                .filter(method -> rule.params().isEmpty()
                        || rule.params().get().equals(withoutContinuation(names(method.getParameterTypes()))))
                .toList();
    }

    /** Rules omit the last parameter of a function that suspends. */
    private static List<String> withoutContinuation(List<String> params) {
        return isSuspending(params) ? params.subList(0, params.size() - 1) : params;
    }

    private static boolean isSuspending(List<String> params) {
        return !params.isEmpty() && params.get(params.size() - 1).equals(CONTINUATION);
    }

    private static List<String> names(Class<?>... types) {
        return Arrays.stream(types).map(Class::getTypeName).toList();
    }

    /** As the page's column says it. */
    private static String result(Method method) {
        Class<?> type = method.getReturnType();
        List<String> params = names(method.getParameterTypes());
        if (isSuspending(params)) {
            return "suspend";
        }
        boolean isLater = CompletionStage.class.isAssignableFrom(type)
                || Future.class.isAssignableFrom(type)
                || type.getName().equals("kotlinx.coroutines.flow.Flow")
                || type.getName().startsWith("reactor.core.publisher.")
                || type.getName().startsWith("io.reactivex.rxjava3.core.");
        return isLater ? type.getSimpleName() : "sync";
    }
}
