package dev.engram.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.classpath.ClassPath;
import dev.engram.agent.classpath.FileProblems;
import dev.engram.agent.rule.Field;
import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.weave.classfile.ClassHeader;
import java.io.Serial;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What the check says of a path is what reading it at run time says")
class PathCheckTest {

    /** A record. */
    public record Point(int x, Duration spent, Optional<String> label, OptionalInt count) {}

    /** Options in all the ways that applications have them. */
    public static class Options {
        public final String open = "open";
        public static final String SHARED = "shared";
        private final String inner = "inner";
        private final Point point = new Point(1, Duration.ZERO, Optional.of("a"), OptionalInt.of(1));

        String inner() {
            return inner;
        }

        String loose() {
            return "no field is named so";
        }

        public Point getPoint() {
            return point;
        }

        public String[] getTags() {
            return new String[] {"t"};
        }

        protected String getGuarded() {
            return "guarded";
        }

        public boolean isFresh() {
            return true;
        }

        public String isText() {
            return "no truth";
        }

        public void getNothing() {}

        public String getWith(String parameter) {
            return parameter;
        }

        public static String getStatic() {
            return "static";
        }
    }

    /** Inherits all of it. */
    public static class MoreOptions extends Options implements Named {
        private final String extra = "extra";

        public String getExtra() {
            return extra;
        }
    }

    /** A contract with code. */
    public interface Named {
        default String getName() {
            return "name";
        }
    }

    /** What a generic type declares, by a bridge. */
    public interface Holder<T> {
        T getHeld();
    }

    /** Holds options. */
    public static class OptionsHolder implements Holder<Options> {
        @Override
        public Options getHeld() {
            return new Options();
        }
    }

    /** A map of the application's own. */
    public static class Properties extends HashMap<String, String> {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** A list of the application's own. */
    public static class Points extends ArrayList<Point> {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** A result that comes later. */
    public static class Promise extends CompletableFuture<Point> {}

    @TempDir
    static java.nio.file.Path temporary;

    private static final FileProblems PROBLEMS = new FileProblems();

    private static ClassPath classPath;
    private static ApplicationTypes types;

    @BeforeAll
    static void open() throws URISyntaxException {
        classPath = new ClassPath(PROBLEMS, temporary);
        classPath.add(java.nio.file.Path.of(PathCheckTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        types = new ApplicationTypes(classPath);
        for (String type : classPath.types()) {
            types.add(ClassHeader.read(Objects.requireNonNull(classPath.read(type))));
        }
    }

    @AfterAll
    static void close() {
        classPath.close();
    }

    static Stream<Arguments> objects() {
        Options options = new Options();
        MoreOptions more = new MoreOptions();
        Point point = options.getPoint();
        return Stream.of(
                        List.of(
                                options, "open", "SHARED", "inner", "loose", "point", "guarded", "fresh", "text",
                                "nothing"),
                        List.of(
                                options,
                                "with",
                                "static",
                                "missing",
                                "point.x",
                                "point.spent.seconds",
                                "point.spent.colour"),
                        List.of(
                                options,
                                "isText()",
                                "loose()",
                                "getPoint().x",
                                "getGuarded()",
                                "getNothing()",
                                "getWith()",
                                "getStatic()",
                                "missing()"),
                        List.of(new OptionsHolder(), "getHeld().open", "getHeld().missing"),
                        List.of(options, "point.label", "point.count.colour", "tags.size", "tags.colour", "point.y"),
                        List.of(
                                options,
                                "inner.size",
                                "inner.empty",
                                "inner.bytes",
                                "inner.value",
                                "inner.hash",
                                "class"),
                        List.of(more, "extra", "inner", "open", "name", "names", "point.x", "fresh"),
                        List.of(point, "x", "x.size", "spent.nano", "spent.zero", "label"),
                        List.of(new OptionsHolder(), "held", "held.point.x", "held.missing"),
                        List.of(new Properties(), "anything", "size"),
                        List.of("text", "size", "blank", "length", "chars.size"),
                        List.of(UUID.randomUUID(), "mostSignificantBits", "leastSigBits", "version"),
                        List.of(new int[] {1}, "size", "length", "0", "1", "0.size"),
                        List.of(new Points(), "size", "0", "0.x", "colour"),
                        List.of(7, "size", "value", "class"))
                .flatMap(row -> row.stream().skip(1).map(name -> Arguments.of(row.get(0), name)));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("objects")
    void sameAsAtRunTime(Object object, String names) {
        // Each path once: what was said is said once.
        Path path = Path.parse("arg0." + names);
        String said =
                check().complaint(path, "a.Owner", List.of(object.getClass().getTypeName()), "void");
        assertThat(said == null).isEqualTo(canBeRead(path, object));
    }

    private static PathCheck check() {
        return new PathCheck(types);
    }

    private static boolean canBeRead(Path path, Object object) {
        Rule rule = Rule.memory(new Source("test.yaml", 1), "a.B", "c", Operation.STORE)
                .fields(Map.of(Field.NAMESPACE, List.of(path)))
                .build();
        try (LogLines lines = new LogLines()) {
            Object read = Objects.requireNonNull(rule.field(Field.NAMESPACE))
                    .read(null, object, null, null, null, null, null, null, null);
            boolean isComplaint = lines.all().stream().anyMatch(line -> line.contains("The path " + path + " cannot"));
            return !isComplaint || read != null;
        }
    }

    private static @Nullable String complaint(String path, String declared) {
        return check().complaint(Path.parse(path), PathCheckTest.class.getName(), List.of(declared), "void");
    }

    @Test
    @DisplayName("an object may be of a type that extends the declared one, if there is one with that name")
    void subtypes() {
        assertThat(complaint("arg0.extra", Options.class.getTypeName())).isNull();
        assertThat(complaint("arg0.extra.size", Options.class.getTypeName())).isNull();
        assertThat(complaint("arg0.point", Named.class.getTypeName())).isNull();
        assertThat(complaint("arg0.missing", Named.class.getTypeName())).isNotNull();
    }

    @Test
    @DisplayName("a name that is missing is said with the names that there are, or with the method that is meant")
    void remedies() {
        assertThat(complaint("arg0.y", Point.class.getTypeName()))
                .endsWith("Point has no y; it has count, label, spent, x");
        assertThat(complaint("arg0.loose", Point.class.getTypeName())).doesNotContain("write");
        assertThat(complaint("arg0.toString", Point.class.getTypeName()))
                .endsWith("Point has no toString; it has a method: write toString()");
    }

    @Test
    @DisplayName("whether an Optional is empty is nothing that a path can ask")
    void optionals() {
        assertThat(check().complaint(Path.parse("return.present"), "a.Owner", List.of(), "java.util.Optional"))
                .isEqualTo(
                        "an Optional in a path is opened, so present is looked for in what it holds; write return, which"
                                + " is not found where the Optional is empty");
        assertThat(complaint("arg0.label.isPresent()", Point.class.getTypeName()))
                .contains("write arg0.label, which");
    }

    @Test
    @DisplayName("nothing is said of what only the call shows")
    void openEnded() {
        assertThat(complaint("arg0.missing", "java.lang.Object")).isNull();
        assertThat(complaint("arg0.missing", "java.util.Map")).isNull();
        assertThat(complaint("arg0.missing", "java.util.Optional")).isNull();
        assertThat(complaint("arg0.missing", "com.acme.NotOnTheClassPath")).isNull();
        assertThat(check().complaint(Path.parse("return.missing"), "a.Owner", List.of(), Promise.class.getTypeName()))
                .isNull();
        assertThat(complaint("arg0.missing", Promise.class.getTypeName())).isNotNull();
        assertThat(complaint("error.missing", "java.lang.Object")).isNull();
        assertThat(complaint("literal.missing", "java.lang.Object")).isNull();
    }
}
