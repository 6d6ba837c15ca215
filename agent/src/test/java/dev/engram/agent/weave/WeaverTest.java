package dev.engram.agent.weave;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.trace.RecordedCall;
import dev.engram.agent.weave.Recording.Seen;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A woven method records its calls and does what it did")
public class WeaverTest {

    /** Options as applications have them. */
    public record Options(String partition, long ttl, String owner) {}

    /** A home-made manager. */
    public static class Shelf {
        private final Map<String, Object> map = new HashMap<>();

        public void store(String key, Object value, Options options) {
            map.put(key, value);
        }

        public @Nullable Object retrieve(String key) {
            return map.get(key);
        }

        public Optional<Object> find(String key) {
            return Optional.ofNullable(map.get(key));
        }

        public List<String> search(String pattern, int limit) {
            return new ArrayList<>(map.keySet());
        }

        public boolean delete(String key) {
            return map.remove(key) != null;
        }

        public Object broken(String key) {
            throw new IllegalStateException("broken " + key);
        }

        public int depth(String key) {
            return key.isEmpty() ? 0 : 1 + depth(key.substring(1));
        }

        public static @Nullable String cached(String key, double weight) {
            return weight > 0 ? key : null;
        }
    }

    /** A contract that several keep. */
    public interface Store<K, V> {
        void put(K key, V value);

        default void putDefault(K key) {
            put(key, value(key));
        }

        V value(K key);
    }

    /** A generic implementation: the compiler adds bridges. */
    public static class TextStore implements Store<String, String> {
        final Map<String, String> map = new HashMap<>();

        @Override
        public void put(String key, String value) {
            map.put(key, value);
        }

        @Override
        public String value(String key) {
            return "value of " + key;
        }
    }

    /** Calls its super method, as a decorating subclass does. */
    public static class LoudStore extends TextStore {
        @Override
        public void put(String key, String value) {
            super.put(key, value + "!");
        }
    }

    /** Overloads, one of which a rule picks. */
    public static class Overloaded {
        public void save(String key) {}

        public void save(String key, int[] value) {}
    }

    /** Recognised by its name alone. */
    public static class HouseMemoryManager {
        public void save(String key, byte[] value) {}

        public byte @Nullable [] load(String key) {
            return null;
        }

        public void unrelated(String key) {}
    }

    @Test
    @DisplayName("key, value, and what paths lead to, whether the class was loaded before or after the agent")
    void beforeAndAfter() throws Exception {
        Shelf before = new Shelf();
        before.store("early", 1, new Options("p", 1, "o"));
        try (Recording recording = new Recording(
                false,
                rule(
                        Shelf.class,
                        "store",
                        Operation.STORE,
                        "key",
                        "arg0",
                        "value",
                        "arg1",
                        "namespace",
                        "arg2.partition",
                        "ttl",
                        "arg2.ttl",
                        "agent.id",
                        "arg2.owner"))) {
            before.store("a", "b", new Options("aqe/plans", 3600, "qe"));
            try (Loader loader = new Loader(Shelf.class, Options.class)) {
                Object options = loader.load(Options.class)
                        .getConstructor(String.class, long.class, String.class)
                        .newInstance("aqe/other", 60L, "qe-2");
                Object after = loader.make(Shelf.class);
                after.getClass()
                        .getMethod("store", String.class, Object.class, options.getClass())
                        .invoke(after, "c", "d", options);
            }
            assertThat(recording.seen())
                    .extracting(Seen::span, Seen::key, Seen::value, Seen::namespace, Seen::ttl, Seen::agentId)
                    .containsExactly(
                            tuple("test.memory.store", "a", "b", "aqe/plans", 3600L, "qe"),
                            tuple("test.memory.store", "c", "d", "aqe/other", 60L, "qe-2"));
        }
        before.store("late", 1, new Options("p", 1, "o"));
    }

    @Test
    @DisplayName("a miss, a hit, an Optional, a count, a primitive")
    void outcomes() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
                rule(Shelf.class, "find", Operation.RETRIEVE, "key", "arg0"),
                rule(Shelf.class, "search", Operation.SEARCH, "pattern", "arg0", "limit", "arg1"),
                rule(Shelf.class, "delete", Operation.DELETE, "key", "arg0"),
                rule(Shelf.class, "cached", Operation.RETRIEVE, "key", "arg0", "namespace", "arg1"))) {
            Shelf shelf = new Shelf();
            shelf.store("k", "v", new Options("p", 1, "o"));
            assertThat(shelf.retrieve("none")).isNull();
            assertThat(shelf.retrieve("k")).isEqualTo("v");
            assertThat(shelf.find("none")).isEmpty();
            assertThat(shelf.find("k")).contains("v");
            assertThat(shelf.search("%", 5)).hasSize(1);
            assertThat(shelf.delete("k")).isTrue();
            assertThat(Shelf.cached("static", 0.5)).isEqualTo("static");

            List<Seen> seen = recording.seen();
            assertThat(seen)
                    .extracting(Seen::found)
                    .containsExactly((byte) 0, (byte) 1, (byte) 0, (byte) 1, (byte) -1, (byte) -1, (byte) 1);
            assertThat(seen).extracting(Seen::value).containsExactly(null, "v", null, "v", null, null, "static");
            assertThat(seen.get(4).resultCount()).isEqualTo(1);
            assertThat(seen.get(6).namespace()).isEqualTo(0.5);
        }
    }

    @Test
    @DisplayName("what a method throws reaches its caller untouched")
    void exceptions() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Shelf.class, "broken", Operation.RETRIEVE, "key", "arg0"))) {
            Throwable thrown = catchThrowable(() -> new Shelf().broken("x"));
            assertThat(thrown).isExactlyInstanceOf(IllegalStateException.class).hasMessage("broken x");
            assertThat(recording.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.thrown()).isSameAs(thrown);
                assertThat(seen.found()).isEqualTo(RecordedCall.UNKNOWN);
            });
        }
    }

    @Test
    @DisplayName("a recursive method makes nested spans in one trace")
    void recursion() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Shelf.class, "depth", Operation.RETRIEVE, "key", "arg0"))) {
            assertThat(new Shelf().depth("abc")).isEqualTo(3);
            List<Seen> seen = recording.seen();
            assertThat(seen).extracting(Seen::key).containsExactly("", "c", "bc", "abc");
            assertThat(seen).extracting(Seen::traceId).containsOnly(seen.get(0).traceId());
            for (int i = 0; i < 3; i++) {
                assertThat(seen.get(i).parentSpanId()).isEqualTo(seen.get(i + 1).spanId());
            }
            assertThat(seen.get(3).parentSpanId()).isZero();
        }
    }

    @Test
    @DisplayName("recursion without end is the application's own StackOverflowError, and recording goes on after it")
    void stackOverflow() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Bottomless.class, "fall", Operation.RETRIEVE, "key", "arg0"))) {
            assertThat(catchThrowable(() -> new Bottomless().fall(0))).isInstanceOf(StackOverflowError.class);
            recording.seen();
            int before = recording.seen().size();
            assertThat(catchThrowable(() -> new Bottomless().fall(Integer.MAX_VALUE)))
                    .isNull();
            assertThat(recording.seen()).hasSize(before + 1);
            assertThat(recording.seen().get(before).parentSpanId()).isZero();
        }
    }

    /** Falls for ever, but from the top. */
    public static class Bottomless {
        public int fall(int step) {
            return step == Integer.MAX_VALUE ? step : fall(step + 1) + 1;
        }
    }

    @Test
    @DisplayName("a rule for an interface holds for all that implement it, bridges and default methods once")
    void interfaces() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Store.class, "put", Operation.STORE, "key", "arg0", "value", "arg1"))) {
            Store<String, String> store = new TextStore();
            store.put("k", "v");
            store.putDefault("d");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("k", "d");
            assertThat(recording.seen()).extracting(Seen::value).containsExactly("v", "value of d");
        }
    }

    @Test
    @DisplayName("a super call on the same key is the same operation")
    void superCall() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Store.class, "put", Operation.STORE, "key", "arg0", "value", "arg1"))) {
            LoudStore store = new LoudStore();
            store.put("k", "v");
            assertThat(store.map).containsEntry("k", "v!");
            assertThat(recording.seen())
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.value()).isEqualTo("v"));
        }
    }

    @Test
    @DisplayName("one class in two class loaders is recorded in both")
    void twoLoaders() throws Exception {
        try (Recording recording =
                        new Recording(false, rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"));
                Loader one = new Loader(Shelf.class, Options.class);
                Loader two = new Loader(Shelf.class, Options.class)) {
            Object first = one.make(Shelf.class);
            Object second = two.make(Shelf.class);
            assertThat(first.getClass()).isNotSameAs(second.getClass());
            first.getClass().getMethod("retrieve", String.class).invoke(first, "one");
            second.getClass().getMethod("retrieve", String.class).invoke(second, "two");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("one", "two");
        }
    }

    @Test
    @DisplayName("where a loader hides Probe, a class runs as it is, and a line says so")
    void hiddenProbe() throws Exception {
        try (Recording recording =
                        new Recording(false, rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"));
                // It sees the JDK alone; in this test Probe is on the class path, which it does not see.
                Loader blind = new Loader(ClassLoader.getPlatformClassLoader(), Shelf.class, Options.class);
                LogLines log = new LogLines()) {
            Object shelf = blind.make(Shelf.class);
            assertThat(shelf.getClass().getMethod("retrieve", String.class).invoke(shelf, "k"))
                    .isNull();
            assertThat(recording.seen()).isEmpty();
            assertThat(log.all()).singleElement().asString().contains("is not recorded: its class loader, ");
        }
    }

    @Test
    @DisplayName("params pick one overload; arrays are named as in source")
    void overloads() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Overloaded.class, "save", List.of("java.lang.String", "int[]"), Operation.STORE, "key", "arg0"))) {
            Overloaded overloaded = new Overloaded();
            overloaded.save("one");
            overloaded.save("two", new int[0]);
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("two");
        }
    }

    /** One that delegates to a fuller one. */
    public static class Archive {
        private final Map<String, Object> map = new HashMap<>(Map.of("k", "v"));

        public @Nullable Object fetch(String key) {
            return fetch(key, new Options("plans", 60, "planner"));
        }

        public @Nullable Object fetch(String key, Options options) {
            return map.get(key);
        }
    }

    @Test
    @DisplayName("an overload that delegates to a fuller one is one operation, and no warning for what it lacks")
    void delegatingOverload() throws Exception {
        try (LogLines log = new LogLines();
                Recording recording = new Recording(
                        false,
                        rule(
                                Archive.class,
                                "fetch",
                                Operation.RETRIEVE,
                                "key",
                                "arg0",
                                "namespace",
                                "arg1.partition",
                                "agent.id",
                                "arg1.owner"))) {
            assertThat(new Archive().fetch("k")).isEqualTo("v");
            assertThat(recording.seen()).singleElement().satisfies(seen -> {
                assertThat(seen.namespace()).isEqualTo("plans");
                assertThat(seen.agentId()).isEqualTo("planner");
                assertThat(seen.value()).isEqualTo("v");
            });
            assertThat(log.all()).noneMatch(line -> line.contains("cannot be read"));
            assertThat(recording.report().details()).noneMatch(line -> line.contains("cannot be read"));
        }
    }

    @Test
    @DisplayName("without rules, a type is recognised by its name")
    void convention() throws Exception {
        try (Recording recording = new Recording(true)) {
            HouseMemoryManager manager = new HouseMemoryManager();
            manager.save("k", new byte[3]);
            manager.load("k");
            manager.unrelated("k");
            assertThat(recording.seen())
                    .extracting(Seen::span)
                    .containsExactly("test.memory.store", "test.memory.retrieve");
            assertThat(recording.seen()).extracting(Seen::key).containsOnly("k");
        }
    }

    @Test
    @DisplayName("a class that another agent redefines is woven again, and once")
    void redefined() throws Exception {
        try (Recording recording =
                new Recording(false, rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"))) {
            new Shelf().retrieve("before");
            byte[] classFile;
            try (InputStream in =
                    Objects.requireNonNull(WeaverTest.class.getResourceAsStream("WeaverTest$Shelf.class"))) {
                classFile = in.readAllBytes();
            }
            ByteBuddyAgent.install().redefineClasses(new ClassDefinition(Shelf.class, classFile));
            new Shelf().retrieve("after");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("before", "after");
        }
    }

    @Test
    @DisplayName("a rule whose type was never loaded is named with its place")
    void unmatched() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
                Rule.memory(new Source("engram.yaml", 12), "com.acme.Missing", "store", Operation.STORE)
                        .build())) {
            new Shelf().retrieve("k");
            assertThat(recording.report().unmatched())
                    .singleElement()
                    .asString()
                    .startsWith("engram.yaml:12: the type com.acme.Missing was not loaded so far");
            assertThat(recording.report().unmatchedSummary()).startsWith("engram.yaml:12: the type com.acme.Missing");
        }
    }

    @Test
    @DisplayName("a library in a version that has none of the methods that its pack names is said")
    void unknownVersion() throws Exception {
        Rule missing = Rule.memory(
                        new Source("some.yaml", 3), Shelf.class.getName(), "retrieveLater", Operation.RETRIEVE)
                .pack("some-library")
                .build();
        try (Recording recording = new Recording(false, missing)) {
            new Shelf().retrieve("k");
            assertThat(recording.report().unknownVersions())
                    .singleElement()
                    .asString()
                    .startsWith("The application has a library of the pack some-library in a version that lacks");
        }
        Rule there = Rule.memory(new Source("some.yaml", 9), Shelf.class.getName(), "retrieve", Operation.RETRIEVE)
                .pack("some-library")
                .build();
        try (Recording recording = new Recording(false, missing, there)) {
            new Shelf().retrieve("k");
            assertThat(recording.report().unknownVersions()).isEmpty();
        }
    }

    /** Defines its classes itself, although its parent has them too. */
    private static final class Loader implements AutoCloseable {
        private final ByteArrayClassLoader loader;

        Loader(Class<?>... types) throws Exception {
            this(WeaverTest.class.getClassLoader(), types);
        }

        Loader(ClassLoader parent, Class<?>... types) throws Exception {
            Map<String, byte[]> classes = new HashMap<>();
            for (Class<?> type : types) {
                classes.put(type.getName(), ClassFileLocator.ForClassLoader.read(type));
            }
            loader = new ByteArrayClassLoader.ChildFirst(parent, classes);
        }

        Class<?> load(Class<?> type) throws ClassNotFoundException {
            return loader.loadClass(type.getName());
        }

        Object make(Class<?> type)
                throws ClassNotFoundException, NoSuchMethodException, InstantiationException, IllegalAccessException,
                        InvocationTargetException {
            return load(type).getConstructor().newInstance();
        }

        @Override
        public void close() {}
    }
}
