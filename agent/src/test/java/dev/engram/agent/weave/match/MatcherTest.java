package dev.engram.agent.weave.match;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.engram.agent.rule.LogLines;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.SuperMethodCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rule takes the methods that it means, and one call is one span")
class MatcherTest {

    /** What everybody implements. */
    public interface Store<K, V> {
        void put(K key, V value);

        default void putTwice(K key, V value) {
            put(key, value);
            put(key, value);
        }

        int clear();
    }

    /** Generic still, so that the bridge for the interface stands here. */
    public abstract static class Base<V> implements Store<String, V> {
        final Map<String, Object> map = new HashMap<>();

        @Override
        public void put(String key, V value) {
            map.put(key, "base");
        }

        @Override
        public int clear() {
            int size = map.size();
            map.clear();
            return size;
        }
    }

    /** Narrower than its superclass, with a bridge of its own for that. */
    public static class Numbers extends Base<Integer> {
        @Override
        public void put(String key, Integer value) {
            map.put(key, value);
        }

        /** No implementation of the interface's, although it is called like one. */
        public static void put(String key, Integer value, String more) {}

        private void put(String key) {
            map.put(key, 0);
        }

        public void putNothing() {
            put("nothing");
        }
    }

    /** Calls its superclass for everything. */
    public static class Loud extends Numbers {
        @Override
        public void put(String key, Integer value) {
            super.put(key, value + 1000);
        }

        @Override
        public int clear() {
            return super.clear();
        }
    }

    /** Hands on to another. */
    public static class Decorator implements Store<String, Integer> {
        private final Store<String, Integer> inner;

        public Decorator(Store<String, Integer> inner) {
            this.inner = inner;
        }

        @Override
        public void put(String key, Integer value) {
            inner.put(key, value);
        }

        @Override
        public int clear() {
            return inner.clear();
        }
    }

    private static Rule put() {
        return rule(
                Store.class,
                "put",
                List.of("java.lang.Object", "java.lang.Object"),
                Operation.STORE,
                "key",
                "arg0",
                "value",
                "arg1");
    }

    @Test
    @DisplayName("a rule takes nothing where the application has a type that switches it off")
    void unless() throws InterruptedException {
        Rule off = Rule.task(new Source("test.yaml", 1), Numbers.class.getName(), "putNothing", "off")
                .unless(List.of("com.acme.NoSuchType", MatcherTest.class.getName()))
                .build();
        Rule on = Rule.task(new Source("test.yaml", 2), Base.class.getName(), "clear", "on")
                .unless(List.of("com.acme.NoSuchType"))
                .build();
        try (Recording recording = new Recording(false, off, on)) {
            Numbers numbers = new Numbers();
            numbers.putNothing();
            assertThat(numbers.clear()).isEqualTo(1);
            assertThat(recording.seen())
                    .extracting(seen -> seen.site().method())
                    .containsExactly(Base.class.getName() + ".clear");
        }
    }

    @Test
    @DisplayName("a rule that gives way to its library's own spans is not switched off by a type of the application")
    void givesWay() throws InterruptedException {
        Rule rule = Rule.task(new Source("test.yaml", 1), Numbers.class.getName(), "putNothing", "own")
                .unless(List.of(MatcherTest.class.getName()))
                .spanInside(List.of("own"))
                .build();
        try (Recording recording = new Recording(new RuleBook(List.of(rule), Packs.none(false), true))) {
            new Numbers().putNothing();
            assertThat(recording.seen()).hasSize(1);
        }
        try (Recording recording = new Recording(new RuleBook(List.of(rule), Packs.none(false), false))) {
            new Numbers().putNothing();
            assertThat(recording.seen()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "params fit narrower types through bridges, those of a generic superclass too; statics and privates never")
    void generics() throws Exception {
        try (Recording recording = new Recording(false, put())) {
            Store<String, Integer> numbers = new Numbers();
            numbers.put("a", 1);
            numbers.putTwice("b", 2);
            Numbers.put("c", 3, "static");
            new Numbers().putNothing();
            assertThat(recording.seen())
                    .extracting(Seen::key, Seen::value)
                    .containsExactly(tuple("a", 1), tuple("b", 2), tuple("b", 2));
        }
    }

    @Test
    @DisplayName("super calls, decorators, JDK proxies and generated subclasses make one span of a call")
    void oneSpan() throws Exception {
        try (Recording recording = new Recording(false, put())) {
            Numbers numbers = new Numbers();
            @SuppressWarnings("unchecked")
            Store<String, Integer> proxy = (Store<String, Integer>) Proxy.newProxyInstance(
                    MatcherTest.class.getClassLoader(),
                    new Class<?>[] {Store.class},
                    (self, method, arguments) -> method.invoke(numbers, arguments));
            Numbers generated = new ByteBuddy()
                    .subclass(Numbers.class)
                    .method(ElementMatchers.named("put").and(ElementMatchers.isVirtual()))
                    .intercept(SuperMethodCall.INSTANCE)
                    .make()
                    .load(MatcherTest.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
                    .getLoaded()
                    .getConstructor()
                    .newInstance();
            List<Store<String, Integer>> stores = List.of(
                    new Loud(), new Decorator(new Decorator(numbers)), proxy, generated, new Decorator(generated));
            for (int i = 0; i < stores.size(); i++) {
                stores.get(i).put("key" + i, i);
                assertThat(recording.seen()).as("of store " + i).hasSize(i + 1);
            }
            assertThat(recording.seen()).extracting(Seen::value).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    @DisplayName("so it is without a key, and with a number for a key, which is boxed anew at each step")
    void withoutKey() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Store.class, "clear", Operation.DELETE),
                rule(Store.class, "put", Operation.STORE, "key", "arg1"))) {
            new Loud().clear();
            new Decorator(new Loud()).clear();
            assertThat(recording.seen()).hasSize(2);
            new Decorator(new Numbers()).put("k", 70_000);
            assertThat(recording.seen()).hasSize(3);
        }
    }

    /** Named by a rule of its own. */
    public static class Both implements Store<String, String> {
        @Override
        public void put(String key, String value) {}

        @Override
        public int clear() {
            return 0;
        }
    }

    @Test
    @DisplayName("a rule for the class comes before one for its interface, wherever they are written")
    void classBeforeInterface() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Store.class, "put", Operation.STORE, "key", "of-interface"),
                rule(Both.class, "put", Operation.STORE, "key", "of-class"),
                rule(Store.class, "clear", Operation.DELETE, "key", "of-interface"))) {
            new Both().put("k", "v");
            new Both().clear();
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("of-class", "of-interface");
        }
    }

    /** An overload with parameters without end. */
    public static class Many {
        public void put(String first, String... more) {}

        public void put(String only) {}
    }

    @Test
    @DisplayName("parameters without end are an array")
    void varargs() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(
                        Many.class,
                        "put",
                        List.of("java.lang.String", "java.lang.String[]"),
                        Operation.STORE,
                        "key",
                        "arg1.0"))) {
            new Many().put("first", "second", "third");
            new Many().put("only");
            assertThat(recording.seen()).extracting(Seen::key).containsExactly("second");
        }
    }

    /** What can be written as a lambda. */
    public interface Lookup {
        @Nullable
        String look(String key);
    }

    @Test
    @DisplayName("a lambda cannot be woven, which is said once")
    void lambdas() throws Exception {
        try (Recording recording = new Recording(false, rule(Lookup.class, "look", Operation.RETRIEVE, "key", "arg0"));
                LogLines log = new LogLines()) {
            Lookup lookup = key -> "found " + key;
            assertThat(lookup.look("k")).isEqualTo("found k");
            assertThat(recording.seen()).isEmpty();
            recording.report().reportHiddenClasses();
            recording.report().reportHiddenClasses();
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("MatcherTest$$Lambda")
                    .contains("implements " + Lookup.class.getName() + " as a lambda or another hidden class");
            assertThat(recording.report().unmatched()).isEmpty();
            assertThat(recording.report().details()).singleElement().asString().startsWith("Not recorded: ");
        }
    }

    /** Has what the interface wants, and does not know it. */
    public static class Unknowing {
        public void put(String key, String value) {}

        public int clear() {
            return 0;
        }
    }

    /** Has it of its superclass. */
    public static class Heir extends Unknowing implements Contract {}

    /** What the heir promises. */
    public interface Contract {
        int clear();
    }

    @Test
    @DisplayName("a method inherited from a class that is no such type is not woven, and that is said")
    void inherited() throws Exception {
        try (LogLines log = new LogLines();
                Recording recording = new Recording(false, rule(Contract.class, "clear", Operation.DELETE))) {
            Contract heir = new Heir();
            heir.clear();
            assertThat(recording.seen()).isEmpty();
            assertThat(log.all())
                    .containsExactly("[engram] WARN test.yaml:7: " + Heir.class.getName() + " inherits clear from "
                            + Unknowing.class.getName() + ", which does not extend or implement "
                            + Contract.class.getName()
                            + "; write a rule for " + Unknowing.class.getName() + ".");
        }
    }

    @Test
    @DisplayName("the report counts methods and classes by where their rules stand, and says the whole")
    void report() throws Exception {
        try (Recording recording = new Recording(
                false,
                rule(Both.class, "put", Operation.STORE, "key", "arg0"),
                rule(Both.class, "clear", Operation.DELETE))) {
            new Both().clear();
            assertThat(recording.report().summary()).isEqualTo("Woven: 2 methods of 1 class (test.yaml 2).");
            assertThat(recording.report().details())
                    .contains("Woven by test.yaml: " + Both.class.getName()
                            + ".put(java.lang.String, java.lang.String).");
        }
    }
}
