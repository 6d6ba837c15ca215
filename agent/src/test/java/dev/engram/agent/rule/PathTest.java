package dev.engram.agent.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.CharBuffer;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A path")
class PathTest {

    record Options(String partition, @Nullable Owner owner, Optional<String> team, long ttl) {}

    record Owner(String id) {}

    @SuppressWarnings("unused")
    static class Bean {
        public final String open = "field";
        private final String plain = "accessor";
        private final boolean on = true;

        String plain() {
            return plain;
        }

        public String getName() {
            return "getter";
        }

        public boolean isOn() {
            return on;
        }

        /** No field is called so: it might do anything. */
        public String compute() {
            throw new AssertionError("A path must not call this.");
        }

        public void getNothing() {
            throw new AssertionError("A path must not call this.");
        }

        public static String getStatic() {
            return "static";
        }

        public String asKey() {
            return "as key";
        }

        String hiddenKey() {
            throw new AssertionError("A path must not call this.");
        }

        public String getWith(String argument) {
            throw new AssertionError("A path must not call this.");
        }
    }

    static class Sub extends Bean {}

    interface Named {
        default String getTitle() {
            return "default getter";
        }
    }

    interface MoreNamed extends Named {}

    private static final class Hidden implements MoreNamed {
        @SuppressWarnings("unused")
        private final String secret = "private class";

        @SuppressWarnings("unused")
        private String secret() {
            return secret;
        }
    }

    private static @Nullable Object read(String path, @Nullable Object from) {
        return Path.parse(path).walk(from);
    }

    private static Options options() {
        return new Options("aqe/plans", new Owner("gen-1"), Optional.of("blue"), 3600);
    }

    @Test
    @DisplayName("reads record components, one after the other")
    void records() {
        assertThat(read("arg0.partition", options())).isEqualTo("aqe/plans");
        assertThat(read("arg0.owner.id", options())).isEqualTo("gen-1");
        assertThat(read("arg0.ttl", options())).isEqualTo(3600L);
        assertThat(read("arg0", "key")).isEqualTo("key");
    }

    @Test
    @DisplayName("reads accessors of fields, getters, boolean getters and public fields, inherited ones too")
    void beans() {
        for (Object bean : List.of(new Bean(), new Sub())) {
            assertThat(read("this.plain", bean)).isEqualTo("accessor");
            assertThat(read("this.name", bean)).isEqualTo("getter");
            assertThat(read("this.on", bean)).isEqualTo(true);
            assertThat(read("this.open", bean)).isEqualTo("field");
        }
    }

    @ParameterizedTest
    @DisplayName("calls nothing that is no accessor")
    @ValueSource(strings = {"compute", "nothing", "static", "with"})
    void callsNothingElse(String name) {
        assertThat(read("this." + name + "?", new Bean())).isNull();
    }

    @Test
    @DisplayName("calls a public method without parameters that is written with parentheses, also an inherited one")
    void methods() {
        assertThat(read("this.asKey()", new Sub())).isEqualTo("as key");
        assertThat(read("this.asKey().size", new Bean())).isEqualTo(6);
        assertThat(read("this.asKey?", new Bean())).isNull();
        assertThat(read("arg0.getTitle()", new Hidden())).isEqualTo("default getter");
        assertThat(read("arg0.toLowerCase()", "A")).isEqualTo("a");
        for (String none : List.of("hiddenKey()", "with()", "getStatic()", "getNothing()", "missing()")) {
            assertThat(read("this." + none + "?", new Bean())).isNull();
        }
    }

    @Test
    @DisplayName("calls no method of a future or a queue, which could wait")
    void waiting() {
        try (LogLines lines = new LogLines()) {
            assertThat(read("arg0.join()", new CompletableFuture<>())).isNull();
            assertThat(read("arg0.take()", new LinkedBlockingQueue<>())).isNull();
            assertThat(lines.all())
                    .anySatisfy(line -> assertThat(line)
                            .contains("join() of java.util.concurrent.CompletableFuture is not called, since it could"
                                    + " wait."));
        }
    }

    @Test
    @DisplayName("without parentheses, where the name is a method, is said with what to write")
    void methodIsMeant() {
        try (LogLines lines = new LogLines()) {
            assertThat(read("arg0.asKey", new Bean())).isNull();
            assertThat(lines.all()).anyMatch(line -> line.contains("; it has a method: write asKey()."));
        }
    }

    @Test
    @DisplayName("reads private nested classes, their private accessors and their interfaces' default getters")
    void privateClasses() {
        assertThat(read("arg0.secret", new Hidden())).isEqualTo("private class");
        assertThat(read("arg0.title", new Hidden())).isEqualTo("default getter");
    }

    @Test
    @DisplayName("reads a class hidden in its module through a public interface of it")
    void hiddenInModule() {
        assertThat(read("arg0.empty", List.of(1, 2))).isEqualTo(false);
        assertThat(read("arg0.key", Map.entry("k", "v"))).isEqualTo("k");
    }

    @Test
    @DisplayName("reads the keys of maps of every kind")
    void maps() {
        Map<@Nullable String, Object> withNulls = new HashMap<>();
        withNulls.put(null, "x");
        withNulls.put("agentId", "a");
        assertThat(read("arg0.agentId", withNulls)).isEqualTo("a");
        assertThat(read("arg0.agentId", new ConcurrentHashMap<>(Map.of("agentId", "a"))))
                .isEqualTo("a");
        assertThat(read("arg0.agentId", new TreeMap<>(Map.of("agentId", "a")))).isEqualTo("a");
        TreeMap<String, Object> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.put("agentId", "a");
        assertThat(read("arg0.agentId", reversed)).isEqualTo("a");
        assertThat(read("arg0.a.b", Map.of("a", Map.of("b", 1)))).isEqualTo(1);
        assertThat(read("arg0.missing", Map.of("a", 1))).isNull();
        assertThat(read("arg0.a", new TreeMap<>())).isNull();
    }

    @Test
    @DisplayName("a sorted map of other keys has no entry of that name, and no exception is made to see it")
    void sortedMapsOfOtherKeys() {
        Path path = Path.parse("arg0.agentId");
        for (Map<Integer, String> map :
                List.of(new TreeMap<>(Map.of(1, "x")), new ConcurrentSkipListMap<>(Map.of(1, "x")))) {
            assertThat(path.walk(map)).isNull();
            assertThat(AllocatedBytes.inSteadyState(() -> path.walk(map))).isZero();
        }
        assertThat(read("arg0.size", new TreeMap<>(Map.of(1, "x")))).isEqualTo(1);
    }

    @Test
    @DisplayName("size is that of a collection, map, array or text; a map's own entry comes first")
    void sizes() {
        assertThat(read("return.size", List.of(1, 2, 3))).isEqualTo(3);
        assertThat(read("return.size", Map.of("a", 1))).isEqualTo(1);
        assertThat(read("return.size", Map.of("size", "XL"))).isEqualTo("XL");
        assertThat(read("return.size", new String[] {"a", "b"})).isEqualTo(2);
        assertThat(read("return.size", new byte[5000])).isEqualTo(5000);
        assertThat(read("return.size", "four")).isEqualTo(4);
        assertThat(read("return.size", CharBuffer.wrap("abc"))).isEqualTo(3);
        assertThat(read("return.size", Optional.of(List.of(1)))).isEqualTo(1);
    }

    record Matches(List<Match> matches) {}

    record Match(double score) {}

    @Test
    @DisplayName("a number is an element of a list or array, from 0; of a map its key; where there is none, it is null")
    void elements() {
        Matches matches = new Matches(List.of(new Match(0.9), new Match(0.5)));
        assertThat(read("return.matches.0.score", matches)).isEqualTo(0.9);
        assertThat(read("return.matches.1.score", matches)).isEqualTo(0.5);
        assertThat(read("return.1", new String[] {"a", "b"})).isEqualTo("b");
        assertThat(read("return.2", new int[] {1, 2, 3})).isEqualTo(3);
        assertThat(read("return.0", Map.of("0", "zero"))).isEqualTo("zero");
        assertThat(read("return.0.score", Optional.of(List.of(new Match(1))))).isEqualTo(1.0);
        try (LogLines log = new LogLines()) {
            assertThat(read("return.matches.2.score", matches)).isNull();
            assertThat(read("return.0", List.of())).isNull();
            assertThat(read("return.3", new int[] {1, 2, 3})).isNull();
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    @DisplayName("never takes an element of what can only be walked through, and says so once")
    void noIteration() {
        Collection<String> walked = new AbstractCollection<>() {
            @Override
            public Iterator<String> iterator() {
                throw new AssertionError("A path must not walk through a collection.");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        try (LogLines log = new LogLines()) {
            assertThat(read("return.0", walked)).isNull();
            assertThat(read("return.0", List.of("a").stream())).isNull();
            assertThat(read("return.0?", List.of("a").iterator())).isNull();
            assertThat(read("return.size", walked)).isEqualTo(1);
            assertThat(log.all())
                    .hasSize(2)
                    .allMatch(line -> line.endsWith(" is not a list, array or map, and has no element 0."));
        }
    }

    @SuppressWarnings("unused")
    static class Slow {
        private int calls;

        public String getThing() throws InterruptedException {
            calls++;
            Thread.sleep(20);
            return "thing";
        }

        int calls() {
            return calls;
        }
    }

    @Test
    @DisplayName("a getter that holds its caller three times is said and not called again")
    void slowGetter() {
        try (LogLines log = new LogLines()) {
            Path path = Path.parse("arg0.thing");
            Slow slow = new Slow();
            for (int i = 0; i < 3; i++) {
                assertThat(path.walk(slow)).isEqualTo("thing");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(path.walk(slow)).isNull();
            }
            assertThat(slow.calls()).isEqualTo(3);
            assertThat(log.all())
                    .containsExactly("[engram] WARN The path arg0.thing is not read any more: 'thing' of "
                            + Slow.class.getName()
                            + " took more than 10 ms 3 times, or more than 1 ms 3 times in a row, and held the application's"
                            + " thread.");
            assertThat(AllocatedBytes.inSteadyState(() -> path.walk(slow))).isZero();
        }
    }

    @Test
    @DisplayName("opens an Optional on the way and at the end, but leaves the call's own result as it is")
    void optionals() {
        assertThat(read("arg0.team", options())).isEqualTo("blue");
        assertThat(read("arg0.team.size", options())).isEqualTo(4);
        assertThat(read("arg0", Optional.of("x"))).isEqualTo("x");
        assertThat(read("arg0", Optional.empty())).isNull();
        assertThat(read("arg0.id", Optional.of(new Owner("o")))).isEqualTo("o");
        assertThat(read("arg0.id", Optional.empty())).isNull();
        assertThat(read("arg0", OptionalInt.of(7))).isEqualTo(7);
        assertThat(read("arg0", OptionalLong.empty())).isNull();
        Object result = Optional.of("x");
        assertThat(read("return", result)).isSameAs(result);
        assertThat(read("return.x", Map.of("x", Optional.of(1)))).isEqualTo(1);
    }

    @Test
    @DisplayName("a null on the way makes the whole null")
    void nulls() {
        assertThat(read("arg0.owner.id", new Options("p", null, Optional.empty(), 0)))
                .isNull();
        assertThat(read("arg0.team", new Options("p", null, Optional.empty(), 0)))
                .isNull();
        assertThat(read("arg0.owner", null)).isNull();
    }

    @Test
    @DisplayName("a name that a class does not have is said once, with what would be right, and reads as null")
    void unknownName() {
        try (LogLines log = new LogLines()) {
            Path path = Path.parse("arg0.ownr");
            for (int i = 0; i < 100; i++) {
                assertThat(path.walk(options())).isNull();
            }
            assertThat(log.all())
                    .containsExactly("[engram] WARN The path arg0.ownr cannot be read: " + Options.class.getName()
                            + " has no readable field or map key 'ownr', and no getter getOwnr().");
            Options options = options();
            assertThat(AllocatedBytes.inSteadyState(() -> path.walk(options))).isZero();
        }
    }

    @Test
    @DisplayName("a name with a question mark may be missing, and nothing is said")
    void optionalName() {
        try (LogLines log = new LogLines()) {
            assertThat(read("arg0.missing?", options())).isNull();
            assertThat(read("arg0.missing?.id?", options())).isNull();
            assertThat(read("arg0.owner?.id?", options())).isEqualTo("gen-1");
            assertThat(read("arg0.size?", new TreeMap<>(Map.of("a", 1)))).isEqualTo(1);
            assertThat(log.all()).isEmpty();
        }
        assertThat(Path.parse("arg0.owner?.id").names()).containsExactly("owner", "id");
    }

    @Test
    @DisplayName("a member that its module keeps closed is said once, with the module")
    void closedMember() {
        try (LogLines log = new LogLines()) {
            assertThat(read("arg0.coder", "text")).isNull();
            assertThat(read("arg0.coder?", "text")).isNull();
            assertThat(log.all())
                    .containsExactly(
                            "[engram] WARN The path arg0.coder cannot be read: 'coder' of java.lang.String is closed,"
                                    + " for module java.base does not open the package java.lang.");
        }
    }

    @SuppressWarnings("unused")
    static class Throwing {
        private int calls;

        public String getThing() {
            calls++;
            throw new IllegalStateException("with a stored value in it");
        }

        int calls() {
            return calls;
        }
    }

    @Test
    @DisplayName("a getter that throws is said without its message, and after ten times it is not called again")
    void throwingGetter() {
        try (LogLines log = new LogLines()) {
            Path path = Path.parse("arg0.thing");
            Throwing throwing = new Throwing();
            for (int i = 0; i < 1000; i++) {
                assertThat(path.walk(throwing)).isNull();
            }
            assertThat(throwing.calls()).isEqualTo(10);
            String said = "[engram] WARN The path arg0.thing could not be read: 'thing' of " + Throwing.class.getName()
                    + " threw java.lang.IllegalStateException";
            assertThat(log.all()).containsExactly(said + ".", said + " 10 times and is not read any more.");
            assertThat(AllocatedBytes.inSteadyState(() -> path.walk(throwing))).isZero();
        }
    }

    @Test
    @DisplayName("maps and collections of the application that throw are treated alike")
    void throwingContainers() {
        Map<String, Object> map = new HashMap<>() {
            @Override
            public Object get(Object key) {
                throw new UnsupportedOperationException();
            }
        };
        Collection<String> collection = new ArrayList<>() {
            @Override
            public int size() {
                throw new UnsupportedOperationException();
            }
        };
        assertThat(read("arg0.a", map)).isNull();
        assertThat(read("arg0.size", collection)).isNull();
    }

    @SuppressWarnings("unused")
    static class Deep {
        public Deep getSelf() {
            throw new StackOverflowError();
        }
    }

    @Test
    @DisplayName("an error of the virtual machine goes up: the recorder gives the call up")
    void virtualMachineErrors() {
        assertThatThrownBy(() -> read("arg0.self", new Deep())).isInstanceOf(StackOverflowError.class);
    }

    @Test
    @DisplayName("reading allocates nothing in steady state")
    void allocatesNothing() {
        Options options = options();
        Map<String, String> map = new ConcurrentHashMap<>(Map.of("agentId", "a"));
        List<Integer> list = Arrays.asList(new Integer[1000]);
        List<AllocatedBytes.Call> reads = List.of(
                reading("arg0.owner.id", options),
                reading("arg0.team", options),
                reading("arg0.agentId", map),
                reading("arg0.size", list),
                reading("arg0.open", new Bean()),
                reading("arg0.999", Arrays.asList(strings())),
                reading("literal", null));
        for (AllocatedBytes.Call each : reads) {
            assertThat(each.make()).isNotNull();
            assertThat(AllocatedBytes.inSteadyState(each)).isZero();
        }
    }

    private static Object[] strings() {
        Object[] strings = new Object[1000];
        Arrays.fill(strings, "x");
        return strings;
    }

    private static AllocatedBytes.Call reading(String text, @Nullable Object from) {
        Path path = Path.parse(text);
        return () -> path.walk(from);
    }

    @Test
    @DisplayName("any other text is a literal")
    void literals() {
        for (String text : List.of("test-generator", "aqe/plans", "argument", "arg", "thisness", "a.b")) {
            Path path = Path.parse(text);
            assertThat(path.base()).isEqualTo(Path.Base.LITERAL);
            assertThat(path.walk(null)).isEqualTo(text);
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("knows where it begins")
    @CsvSource({
        "arg0,ARGUMENT,0",
        "arg12.x,ARGUMENT,12",
        "arg254,ARGUMENT,254",
        "this,THIS,-1",
        "return.size,RETURN,-1",
        "error,ERROR,-1"
    })
    void bases(String text, Path.Base base, int argument) {
        assertThat(Path.parse(text).base()).isEqualTo(base);
        assertThat(Path.parse(text).argument()).isEqualTo(argument);
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("that is malformed is refused in one sentence")
    @CsvSource(
            delimiter = '|',
            value = {
                "arg0.           | The path 'arg0.' has an empty name between its dots; write it like arg0.id.",
                "arg0..id        | The path 'arg0..id' has an empty name between its dots; write it like arg0.id.",
                "arg0.?          | The path 'arg0.?' has an empty name between its dots; write it like arg0.id.",
                "arg0.key(1)     | The path 'arg0.key(1)' has 'key(1)'; a method in a path has no parameters, write it like arg0.redisKey().",
                "arg0.()         | The path 'arg0.()' has '()'; a method in a path has no parameters, write it like arg0.redisKey().",
                "arg0.key()x     | The path 'arg0.key()x' has 'key()x'; a method in a path has no parameters, write it like arg0.redisKey().",
                "{arg0.id        | The template '{arg0.id' has a brace without a name; write it like {arg0.id}.",
                "a:{}            | The template 'a:{}' has a brace without a name; write it like {arg0.id}.",
                "{tenant}:x      | The template '{tenant}:x' has {tenant}; in braces write a path that begins with argN or this.",
                "{return.id}     | The template '{return.id}' has {return.id}; in braces write a path that begins with argN or this.",
                "this.a.b.c.d.e.f | The path 'this.a.b.c.d.e.f' has 6 names; at most 5 are read.",
                "arg0?.id        | The path 'arg0?.id' begins with 'arg0?', which is not an argument; write arg0 to arg254, then names after dots.",
                "arg255          | The path 'arg255' begins with 'arg255', which is not an argument; write arg0 to arg254, then names after dots.",
                "arg99999999999  | The path 'arg99999999999' begins with 'arg99999999999', which is not an argument; write arg0 to arg254, then names after dots.",
            })
    void malformed(String text, String sentence) {
        assertThatThrownBy(() -> Path.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    @DisplayName("to the outcome counts in its place in a list, though the others were read before")
    void lateInList() {
        assertThat(late("return.name?", "fallback")).isEqualTo("getter");
        assertThat(late("arg0", "return.name?", "fallback")).isEqualTo("getter");
        assertThat(late("fallback", "return.name?")).isEqualTo("getter");
        assertThat(late("return.nothing?", "fallback")).isEqualTo("fallback");
        assertThat(late("this", "return.name?")).isEqualTo("self");
        assertThat(late("return.name?", "this")).isEqualTo("getter");
    }

    private static @Nullable Object late(String... paths) {
        Rule rule = Rule.memory(new Source("f", 1), "T", "m", Operation.DELETE)
                .fields(Map.of(
                        Field.NAMESPACE, Arrays.stream(paths).map(Path::parse).toList()))
                .build();
        Accessor accessor = Objects.requireNonNull(rule.field(Field.NAMESPACE));
        Object early = accessor.read("self", null, null, null, null, null, null, null, null);
        return accessor.late(early, new Bean(), null);
    }

    @Test
    @DisplayName("in braces fills a template with texts, numbers, enum constants and the like")
    void templates() {
        assertThat(filled("{arg0.partition}:{this.name}/{arg1}", new Bean(), options(), 7))
                .isEqualTo("aqe/plans:getter/7");
        assertThat(filled("user-{arg0}", null, Thread.State.NEW, null)).isEqualTo("user-NEW");
        assertThat(filled("{arg0}{arg1}", null, true, new UUID(1, 2)))
                .isEqualTo("true00000000-0000-0001-0000-000000000002");
        assertThat(filled("{arg1.asKey()}!", null, null, new Bean())).isEqualTo("as key!");
        assertThat(filled("{arg0}", null, "x".repeat(3_000), null)).isEqualTo("x".repeat(1024));
    }

    @Test
    @DisplayName("leaves a template empty where a part is null or no text, so that the next value of a list counts")
    void templatesWithoutAPart() {
        assertThat(filled("{arg0}:{arg1}", null, "a", null)).isNull();
        Object silent = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("A template must not call this.");
            }
        };
        try (LogLines lines = new LogLines()) {
            assertThat(filled("{arg0}:{arg1}", null, "a", silent)).isNull();
            assertThat(lines.all())
                    .anyMatch(line -> line.contains("The template {arg0}:{arg1} is not filled where {arg1} is a "));
        }
        Rule rule = Rule.memory(new Source("f", 1), "T", "m", Operation.STORE)
                .fields(Map.of(Field.NAMESPACE, List.of(Path.parse("{arg0}:{arg1}"), Path.parse("shared"))))
                .build();
        assertThat(Objects.requireNonNull(rule.field(Field.NAMESPACE))
                        .read(null, "a", null, null, null, null, null, null, null))
                .isEqualTo("shared");
        assertThat(rule.paths()).extracting(Path::toString).containsExactly("arg0", "arg1", "shared");
    }

    private static @Nullable Object filled(
            String template, @Nullable Object self, @Nullable Object first, @Nullable Object second) {
        Rule rule = Rule.memory(new Source("f", 1), "T", "m", Operation.STORE)
                .fields(Map.of(Field.KEY, List.of(Path.parse(template))))
                .build();
        // A slot for each argument that the template reads.
        boolean hasFirst = template.contains("arg0");
        return Objects.requireNonNull(rule.field(Field.KEY))
                .read(self, hasFirst ? first : second, second, null, null, null, null, null, null);
    }

    @Test
    @DisplayName("in a list gives way to the next one when it reads as null")
    void lists() {
        Rule rule = Rule.memory(new Source("f", 1), "T", "m", Operation.STORE)
                .fields(Map.of(
                        Field.AGENT_ID,
                        List.of(Path.parse("arg3.owner.id"), Path.parse("this.name?"), Path.parse("nobody"))))
                .build();
        Accessor accessor = Objects.requireNonNull(rule.field(Field.AGENT_ID));
        assertThat(accessor.read(null, options(), null, null, null, null, null, null, null))
                .isEqualTo("gen-1");
        assertThat(accessor.read(new Bean(), null, null, null, null, null, null, null, null))
                .isEqualTo("getter");
        assertThat(accessor.read(null, null, null, null, null, null, null, null, null))
                .isEqualTo("nobody");
    }

    @Test
    @DisplayName("in a list gives way to the next one also where it is an argument as it is")
    void listOfArguments() {
        Rule rule = Rule.memory(new Source("f", 1), "T", "m", Operation.STORE)
                .fields(Map.of(Field.KEY, List.of(Path.parse("arg0"), Path.parse("arg1"))))
                .build();
        Accessor accessor = Objects.requireNonNull(rule.field(Field.KEY));
        assertThat(accessor.read(null, "first", "second", null, null, null, null, null, null))
                .isEqualTo("first");
        assertThat(accessor.read(null, null, "second", null, null, null, null, null, null))
                .isEqualTo("second");
    }
}
