package dev.engram.extension.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.client.RedisClients;
import dev.engram.agent.client.site.CommandRecording;
import dev.engram.agent.record.Sites;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.rule.Source;
import dev.engram.agent.rule.pack.Packs;
import dev.engram.agent.weave.CallSites;
import dev.engram.agent.weave.MatchReport;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Weaver;
import dev.engram.agent.weave.WeaverTest;
import dev.engram.agent.weave.WovenMethodTest;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.match.Matcher;
import dev.engram.agent.weave.match.RuleBook;
import dev.engram.bootstrap.Probe;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ByteArrayClassLoader;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Weaving through Byte Buddy does what the agent's weaving does")
class RuleWeavingTest {

    /** Results that come later. */
    public static class Later {
        public final CompletableFuture<String> future = new CompletableFuture<>();

        public CompletableFuture<String> load(String key) {
            if (key.isEmpty()) {
                throw new IllegalArgumentException("no key");
            }
            return future;
        }
    }

    /** What an application does with classes of a loader. */
    @FunctionalInterface
    private interface Scenario {
        /** @return what the application sees */
        List<@Nullable Object> run(ClassLoader loader) throws Exception;
    }

    @AfterEach
    void stopRecording() {
        Probe.install(null);
    }

    private static RuleBook book(boolean byConvention, Rule... rules) {
        return new RuleBook(List.of(rules), Packs.none(byConvention));
    }

    private static RuleWeaving weaving(RuleBook book) {
        MatchReport report = new MatchReport(book, () -> new Class<?>[0]);
        return new RuleWeaving(
                new Matcher(book, RedisClients.calls(CommandRecording.ALL)),
                new CallSites("test", new Sites(), report));
    }

    /** The class files as the agent's transformer gives them back. */
    private static Map<String, byte[]> byAgent(RuleBook book, Map<String, byte[]> classes) {
        Weaver weaver = new Weaver(
                "test", book, RedisClients.calls(CommandRecording.ALL), new Sites(), ByteBuddyAgent.install(), null);
        ClassLoader loader = loader(classes);
        Map<String, byte[]> woven = new LinkedHashMap<>();
        classes.forEach((name, bytes) -> {
            byte[] each = weaver.transform(null, loader, name.replace('.', '/'), null, null, bytes);
            woven.put(name, each == null ? bytes : each);
        });
        return woven;
    }

    /** The class files as Byte Buddy makes them. */
    private static Map<String, byte[]> byByteBuddy(RuleBook book, Map<String, byte[]> classes) {
        RuleWeaving weaving = weaving(book);
        ClassFileLocator locator = new ClassFileLocator.Compound(
                new ClassFileLocator.Simple(classes),
                ClassFileLocator.ForClassLoader.of(RuleWeavingTest.class.getClassLoader()));
        TypePool pool = TypePool.Default.of(locator);
        Map<String, byte[]> woven = new LinkedHashMap<>();
        for (String name : classes.keySet()) {
            TypeDescription type = pool.describe(name).resolve();
            woven.put(
                    name,
                    new ByteBuddy()
                            .with(TypeValidation.DISABLED)
                            .redefine(type, locator)
                            .visit(weaving.visitor(type, locator))
                            .make()
                            .getBytes());
        }
        return woven;
    }

    private static ClassLoader loader(Map<String, byte[]> classes) {
        return new ByteArrayClassLoader.ChildFirst(
                RuleWeavingTest.class.getClassLoader(), classes, ByteArrayClassLoader.PersistenceHandler.MANIFEST);
    }

    private static Map<String, byte[]> classes(Class<?>... types) {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (Class<?> type : types) {
            classes.put(type.getName(), ClassFileLocator.ForClassLoader.read(type));
        }
        return classes;
    }

    /** Runs a scenario on classes woven in both ways, each time with a recorder that works and with one that fails. */
    private static List<String> compare(RuleBook book, Map<String, byte[]> classes, Scenario scenario)
            throws Exception {
        Map<String, byte[]> byAgent = byAgent(book, classes);
        Map<String, byte[]> byByteBuddy = byByteBuddy(book, classes);
        List<String> told = List.of();
        for (RuntimeException failure : Arrays.asList(new IllegalStateException("the recorder's"), null)) {
            WovenMethodTest.Calls ofAgent = new WovenMethodTest.Calls();
            ofAgent.thrownBack = failure;
            WovenMethodTest.Calls ofByteBuddy = new WovenMethodTest.Calls();
            ofByteBuddy.thrownBack = failure;
            Probe.install(ofAgent);
            List<@Nullable Object> seenOfAgent = scenario.run(loader(byAgent));
            Probe.install(ofByteBuddy);
            List<@Nullable Object> seenOfByteBuddy = scenario.run(loader(byByteBuddy));
            Probe.install(null);
            assertThat(seenOfByteBuddy).isEqualTo(seenOfAgent);
            assertThat(withoutHashes(ofByteBuddy))
                    .isEqualTo(withoutHashes(ofAgent))
                    .isNotEmpty();
            told = ofAgent.seen;
        }
        return told;
    }

    /** Each run has objects of its own. */
    private static List<String> withoutHashes(WovenMethodTest.Calls calls) {
        return calls.seen.stream()
                .map(each -> each.replaceAll("@[0-9a-f]+", "@"))
                .toList();
    }

    /** Calls a method; what it throws is taken for its result. */
    private static @Nullable Object call(
            @Nullable Object target, Class<?> type, String name, @Nullable Object... arguments)
            throws IllegalAccessException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length && !method.isBridge()) {
                try {
                    return method.invoke(target, arguments);
                } catch (InvocationTargetException thrown) {
                    return String.valueOf(thrown.getCause());
                }
            }
        }
        throw new AssertionError("no method " + name);
    }

    private static Object make(ClassLoader loader, Class<?> type) throws ReflectiveOperationException {
        return loader.loadClass(type.getName()).getConstructor().newInstance();
    }

    @Test
    @DisplayName("for arguments, results and exceptions of every kind, static and not")
    void shapes() throws Exception {
        Class<?> shapes = WovenMethodTest.Shapes.class;
        List<Rule> rules = new ArrayList<>();
        for (String method : List.of("nothing", "loopAtOnce", "tried", "locked", "thrower", "reassigned")) {
            rules.add(Recording.rule(shapes, method, Operation.RETRIEVE, "key", "arg0", "namespace", "arg1"));
        }
        rules.add(Recording.rule(
                shapes, "wide", Operation.RETRIEVE, "key", "arg0", "namespace", "arg1", "agent.id", "arg2"));
        int[] array = {};
        List<String> told = compare(book(false, rules.toArray(new Rule[0])), classes(shapes), loader -> {
            Object target = make(loader, shapes);
            Class<?> type = target.getClass();
            return Arrays.asList(
                    call(target, type, "wide", 3L, 0.5, (byte) 1),
                    call(target, type, "nothing"),
                    call(target, type, "loopAtOnce", 5),
                    call(target, type, "tried", " text "),
                    call(target, type, "tried", new Object[] {null}),
                    call(target, type, "locked", array),
                    call(target, type, "thrower", 0),
                    call(target, type, "thrower", 1),
                    call(target, type, "reassigned", "x", 7L),
                    type.getField("caught").get(target));
        });
        assertThat(told).hasSize(18).contains("exit frame null java.io.IOException: deep 1");
    }

    @ParameterizedTest(name = "class file version {0}")
    @ValueSource(ints = {Opcodes.V1_5, Opcodes.V1_6, Opcodes.V1_8, Opcodes.V17})
    @DisplayName("for code that javac does not write")
    void foreignCode(int version) throws Exception {
        Rule rule = Rule.memory(new Source("test.yaml", 1), "Foreign", "odd", Operation.RETRIEVE)
                .build();
        List<String> told = compare(book(false, rule), Map.of("Foreign", WovenMethodTest.foreign(version)), loader -> {
            Class<?> type = loader.loadClass("Foreign");
            return Arrays.asList(call(null, type, "odd", 1), call(null, type, "odd", -1));
        });
        assertThat(told).hasSize(4).contains("exit frame 40 null", "exit frame -1 null");
    }

    @Test
    @DisplayName("for a home-made manager, overloads, bridges, default methods, super calls and the convention")
    void rules() throws Exception {
        RuleBook book = book(
                true,
                Recording.rule(
                        WeaverTest.Shelf.class,
                        "store",
                        Operation.STORE,
                        "key",
                        "arg0",
                        "value",
                        "arg1",
                        "ttl",
                        "arg2.ttl"),
                Recording.rule(WeaverTest.Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"),
                Recording.rule(WeaverTest.Shelf.class, "search", Operation.SEARCH, "pattern", "arg0", "limit", "arg1"),
                Recording.rule(WeaverTest.Shelf.class, "delete", Operation.DELETE, "key", "arg0"),
                Recording.rule(WeaverTest.Shelf.class, "broken", Operation.RETRIEVE, "key", "arg0"),
                Recording.rule(WeaverTest.Shelf.class, "depth", Operation.RETRIEVE, "key", "arg0"),
                Recording.rule(
                        WeaverTest.Shelf.class, "cached", Operation.RETRIEVE, "key", "arg0", "namespace", "arg1"),
                Recording.rule(WeaverTest.Store.class, "put", Operation.STORE, "key", "arg0", "value", "arg1"),
                Recording.rule(
                        WeaverTest.Overloaded.class,
                        "save",
                        List.of("java.lang.String", "int[]"),
                        Operation.STORE,
                        "key",
                        "arg0"));
        Map<String, byte[]> classes = classes(
                WeaverTest.Options.class,
                WeaverTest.Shelf.class,
                WeaverTest.Store.class,
                WeaverTest.TextStore.class,
                WeaverTest.LoudStore.class,
                WeaverTest.Overloaded.class,
                WeaverTest.HouseMemoryManager.class);
        List<String> told = compare(book, classes, loader -> {
            Object shelf = make(loader, WeaverTest.Shelf.class);
            Class<?> type = shelf.getClass();
            List<@Nullable Object> seen = new ArrayList<>(Arrays.asList(
                    call(shelf, type, "store", "k", "v", null),
                    call(shelf, type, "retrieve", "k"),
                    call(shelf, type, "retrieve", "none"),
                    call(shelf, type, "search", "%", 5),
                    call(shelf, type, "delete", "k"),
                    call(shelf, type, "broken", "k"),
                    call(shelf, type, "depth", "abc"),
                    call(shelf, type, "cached", "k", 0.5)));
            Object store = make(loader, WeaverTest.LoudStore.class);
            seen.add(call(store, store.getClass(), "put", "k", "v"));
            seen.add(call(store, store.getClass(), "putDefault", "d"));
            Object overloaded = make(loader, WeaverTest.Overloaded.class);
            seen.add(call(overloaded, overloaded.getClass(), "save", "one"));
            seen.add(call(overloaded, overloaded.getClass(), "save", "two", new int[0]));
            Object manager = make(loader, WeaverTest.HouseMemoryManager.class);
            seen.add(call(manager, manager.getClass(), "save", "k", new byte[0]));
            seen.add(call(manager, manager.getClass(), "load", "k"));
            return seen;
        });
        // Eight of the shelf and three of its recursion, put and its super call twice, save, and two by convention.
        assertThat(told).hasSize(2 * (8 + 3 + 4 + 1 + 2));
    }

    @Test
    @DisplayName("for a result that comes later")
    void later() throws Exception {
        RuleBook book = book(false, Recording.rule(Later.class, "load", Operation.RETRIEVE, "key", "arg0"));
        List<String> told = compare(book, classes(Later.class), loader -> {
            Object later = make(loader, Later.class);
            Object future = later.getClass().getField("future").get(later);
            return Arrays.asList(
                    call(later, later.getClass(), "load", "k") == future, call(later, later.getClass(), "load", ""));
        });
        assertThat(told).hasSize(4);
    }

    @Test
    @DisplayName("and matches the same types and methods")
    void matchers() throws IOException {
        RuleBook book = book(
                true,
                Recording.rule(WeaverTest.Store.class, "put", Operation.STORE),
                Recording.rule(WeaverTest.Shelf.class, "store", Operation.STORE),
                Recording.rule(WeaverTest.Shelf.class, "depth", Operation.RETRIEVE));
        Matcher matcher = new Matcher(book, RedisClients.calls(CommandRecording.ALL));
        RuleWeaving weaving = weaving(book);
        try (ClassFileLocator locator =
                ClassFileLocator.ForClassLoader.of(getClass().getClassLoader())) {
            TypePool pool = TypePool.Default.of(locator);
            for (Class<?> type : List.of(
                    WeaverTest.Shelf.class,
                    WeaverTest.Store.class,
                    WeaverTest.TextStore.class,
                    WeaverTest.LoudStore.class,
                    WeaverTest.HouseMemoryManager.class,
                    WeaverTest.Options.class,
                    WovenMethodTest.Shapes.class,
                    String.class)) {
                var plan = matcher.plan(
                        type.getName(), ClassFileLocator.ForClassLoader.read(type), matcher.newHierarchy(), name -> {
                            try {
                                var found = locator.locate(name);
                                return found.isResolved() ? found.resolve() : null;
                            } catch (IOException unreadable) {
                                return null;
                            }
                        });
                for (TypeDescription each : List.of(
                        TypeDescription.ForLoadedType.of(type),
                        pool.describe(type.getName()).resolve())) {
                    assertThat(weaving.types().matches(each)).as(type.getName()).isEqualTo(plan != null);
                    List<String> methods = each.getDeclaredMethods().filter(weaving.methods(each, locator)).stream()
                            .map(MethodDescription::getDescriptor)
                            .sorted()
                            .toList();
                    assertThat(methods)
                            .isEqualTo(
                                    plan == null
                                            ? List.of()
                                            : plan.matches().stream()
                                                    .map(match -> match.model().descriptor())
                                                    .sorted()
                                                    .toList());
                }
            }
        }
    }

    @Test
    @DisplayName("in an AgentBuilder too, as the documentation has it")
    void agentBuilder() throws Exception {
        RuleBook book =
                book(false, Recording.rule(WeaverTest.Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"));
        RuleWeaving weaving = weaving(book);
        Instrumentation instrumentation = ByteBuddyAgent.install();
        ResettableClassFileTransformer transformer = new AgentBuilder.Default()
                .disableClassFormatChanges()
                .type(weaving.types())
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(weaving.visitor(type, ClassFileLocator.ForClassLoader.of(loader))))
                .installOn(instrumentation);
        try {
            WovenMethodTest.Calls calls = new WovenMethodTest.Calls();
            Object shelf = make(loader(classes(WeaverTest.Shelf.class)), WeaverTest.Shelf.class);
            Probe.install(calls);
            assertThat(call(shelf, shelf.getClass(), "retrieve", "k")).isNull();
            assertThat(calls.seen).containsExactly("enter 0 k null null", "exit frame null null");
        } finally {
            assertThat(transformer.reset(instrumentation, AgentBuilder.RedefinitionStrategy.DISABLED))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("beside an advice and another visitor that add variables of their own")
    void amongOthers() throws Exception {
        RuleBook book =
                book(false, Recording.rule(WeaverTest.Shelf.class, "retrieve", Operation.RETRIEVE, "key", "arg0"));
        ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getClass().getClassLoader());
        TypeDescription type = TypeDescription.ForLoadedType.of(WeaverTest.Shelf.class);
        AsmVisitorWrapper advice = Advice.to(Timing.class).on(ElementMatchers.named("retrieve"));
        for (List<AsmVisitorWrapper> order : List.of(
                List.of(advice, weaving(book).visitor(type, locator)),
                List.of(weaving(book).visitor(type, locator), advice))) {
            Timing.calls = 0;
            byte[] bytes = new ByteBuddy()
                    .redefine(WeaverTest.Shelf.class, locator)
                    .visit(order.get(0))
                    .visit(order.get(1))
                    .make()
                    .getBytes();
            Object shelf = make(loader(Map.of(type.getName(), bytes)), WeaverTest.Shelf.class);
            WovenMethodTest.Calls calls = new WovenMethodTest.Calls();
            Probe.install(calls);
            assertThat(call(shelf, shelf.getClass(), "retrieve", "k")).isNull();
            assertThat(calls.seen).containsExactly("enter 0 k null null", "exit frame null null");
            assertThat(Timing.calls).isEqualTo(1);
        }
    }

    /** An advice with variables of its own. */
    public static class Timing {
        public static int calls;

        @Advice.OnMethodEnter
        public static long enter() {
            return 1;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        public static void exit(@Advice.Enter long one) {
            calls += (int) one;
        }
    }

    /** Another advice that writes compressed frames into each method, as the OpenTelemetry Java agent's does. */
    private static AsmVisitorWrapper compressedFrames() {
        return new AsmVisitorWrapper.ForDeclaredMethods()
                .method(
                        ElementMatchers.isMethod(),
                        (type, method, out, context, pool, writerFlags, readerFlags) ->
                                new MethodVisitor(Opcodes.ASM9, out) {
                                    @Override
                                    public void visitCode() {
                                        super.visitCode();
                                        Label here = new Label();
                                        visitInsn(Opcodes.ICONST_0);
                                        visitJumpInsn(Opcodes.IFNE, here);
                                        visitLabel(here);
                                        visitFrame(Opcodes.F_SAME, 0, null, 0, null);
                                        visitInsn(Opcodes.NOP);
                                    }

                                    @Override
                                    public void visitMaxs(int maxStack, int maxLocals) {
                                        super.visitMaxs(Math.max(1, maxStack), maxLocals);
                                    }
                                });
    }

    @ParameterizedTest(name = "Engram first: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("passes the verifier for every method of a whole library, beside an advice that writes frames")
    void library(boolean isFirst) throws Exception {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        var source = com.fasterxml.jackson.core.JsonFactory.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        try (JarFile jar = new JarFile(source.getPath())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.equals("module-info.class")) {
                    classes.put(
                            name.substring(0, name.length() - 6).replace('/', '.'),
                            jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        ClassFileLocator locator = new ClassFileLocator.Compound(
                new ClassFileLocator.Simple(classes),
                ClassFileLocator.ForClassLoader.of(getClass().getClassLoader()));
        TypePool pool = TypePool.Default.of(locator);
        Map<String, byte[]> woven = new LinkedHashMap<>();
        int methods = 0;
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Map<String, MethodAdvice> advice = new HashMap<>();
            for (MethodModel method : ClassModel.read(each.getValue()).methods()) {
                if (method.hasCode()) {
                    advice.put(method.signature(), new MethodAdvice(700, List.of(0, 1, 2), true));
                }
            }
            methods += advice.size();
            AsmVisitorWrapper own =
                    new AsmVisitorWrapper.ForDeclaredMethods().method(ElementMatchers.any(), new MethodWeaving(advice));
            woven.put(
                    each.getKey(),
                    new ByteBuddy()
                            .with(TypeValidation.DISABLED)
                            .redefine(pool.describe(each.getKey()).resolve(), locator)
                            .visit(isFirst ? own : compressedFrames())
                            .visit(isFirst ? compressedFrames() : own)
                            .make()
                            .getBytes());
        }
        ClassLoader loader = loader(woven);
        for (String name : woven.keySet()) {
            // Links the class, and so verifies it.
            assertThat(Objects.requireNonNull(loader.loadClass(name)).getDeclaredMethods())
                    .isNotNull();
        }
        assertThat(methods).isGreaterThan(1000);
    }
}
