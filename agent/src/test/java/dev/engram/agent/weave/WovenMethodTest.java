package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.engram.agent.trace.Unboxed;
import dev.engram.agent.weave.classfile.ClassModel;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.code.WovenClass;
import dev.engram.bootstrap.Contexts;
import dev.engram.bootstrap.Probe;
import dev.engram.bootstrap.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Woven code passes the verifier and does what it did")
public class WovenMethodTest {

    private final Calls calls = new Calls();

    @AfterEach
    void uninstall() {
        Probe.install(null);
    }

    /** Writes down what Probe is told. */
    public static final class Calls extends Recorder {
        public final List<String> seen = new ArrayList<>();
        public @Nullable RuntimeException thrownBack;

        public Calls() {
            super(new Contexts() {});
        }

        @Override
        public @Nullable Object argument(int slot, long bits, char type) {
            return Unboxed.Type.of(type).box(bits);
        }

        @Override
        public @Nullable Object result(Object frame, long bits, char type) {
            return Unboxed.Type.of(type).box(bits);
        }

        @Override
        public @Nullable Object enter(
                int site,
                @Nullable Object self,
                @Nullable Object a0,
                @Nullable Object a1,
                @Nullable Object a2,
                @Nullable Object a3,
                @Nullable Object a4,
                @Nullable Object a5) {
            seen.add("enter " + site + (self == null ? " static" : "") + " " + (a0 instanceof int[] ? "int[]" : a0)
                    + " " + a1 + " " + a2);
            return "frame";
        }

        @Override
        public void exit(Object frame, @Nullable Object returned, @Nullable Throwable thrown) {
            seen.add("exit " + frame + " " + (returned instanceof int[] ? "int[]" : returned) + " " + thrown);
            if (thrownBack != null) {
                throw thrownBack;
            }
        }
    }

    /** Everything that may stand in a method: see the tests. */
    public static class Shapes {
        public int caught;

        public static double wide(long a, double b, byte c) {
            return a + b + c;
        }

        public void nothing() {}

        public long loopAtOnce(int n) {
            while (true) {
                if (n++ > 10) {
                    return n;
                }
            }
        }

        public String tried(String text) {
            try {
                return text.trim();
            } catch (RuntimeException own) {
                caught++;
                return "caught";
            } finally {
                caught += 10;
            }
        }

        public synchronized int[] locked(int[] given) {
            synchronized (given) {
                return given;
            }
        }

        public Object thrower(int depth) throws IOException {
            Object kept = depth;
            if (depth > 0) {
                throw new IOException("deep " + kept);
            }
            return kept;
        }

        public boolean reassigned(@Nullable Object first, long second) {
            first = second;
            second = first.hashCode();
            return second > 0;
        }
    }

    @Test
    @DisplayName("arguments and results of every kind, static and not")
    void kinds() throws Throwable {
        Object shapes = woven(Shapes.class.getName(), bytesOf(Shapes.class))
                .getConstructor()
                .newInstance();
        Probe.install(calls);
        assertThat(call(shapes, "wide", 3L, 0.5, (byte) 1)).isEqualTo(4.5);
        assertThat(call(shapes, "nothing")).isNull();
        assertThat(call(shapes, "loopAtOnce", 5)).isEqualTo(12L);
        int[] array = {};
        assertThat(call(shapes, "locked", array)).isSameAs(array);
        assertThat(call(shapes, "reassigned", "x", 7L)).isEqualTo(true);
        assertThat(calls.seen)
                .containsExactly(
                        "enter 700 static 3 0.5 1",
                        "exit frame 4.5 null",
                        "enter 700 null null null",
                        "exit frame null null",
                        "enter 700 5 null null",
                        "exit frame 12 null",
                        "enter 700 int[] null null",
                        "exit frame int[] null",
                        "enter 700 x 7 null",
                        "exit frame true null");
    }

    @Test
    @DisplayName("an error of the recorder is seen neither by the caller nor by the method's own handlers")
    void errorsOfOurs() throws Throwable {
        Object shapes = woven(Shapes.class.getName(), bytesOf(Shapes.class))
                .getConstructor()
                .newInstance();
        Probe.install(calls);
        calls.thrownBack = new IllegalStateException("ours");
        assertThat(call(shapes, "tried", " text ")).isEqualTo("text");
        assertThat(field(shapes, "caught")).isEqualTo(10);
        assertThat(call(shapes, "tried", new Object[] {null})).isEqualTo("caught");
        assertThat(field(shapes, "caught")).isEqualTo(21);
        assertThat(catchThrowable(() -> call(shapes, "thrower", 1)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("deep 1")
                .hasNoSuppressedExceptions();
        assertThat(calls.seen.stream().filter(each -> each.startsWith("exit")))
                .containsExactly(
                        "exit frame text null",
                        "exit frame caught null",
                        "exit frame null java.io.IOException: deep 1");
    }

    @Test
    @DisplayName("without a recorder nothing changes")
    void closed() throws Throwable {
        Object shapes = woven(Shapes.class.getName(), bytesOf(Shapes.class))
                .getConstructor()
                .newInstance();
        assertThat(call(shapes, "tried", " text ")).isEqualTo("text");
        assertThat(catchThrowable(() -> call(shapes, "thrower", 1))).isExactlyInstanceOf(IOException.class);
    }

    /** The class Foreign with one method, {@code static long odd(int)}. */
    public static byte[] foreign(int version) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(version, Opcodes.ACC_PUBLIC, "Foreign", null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "odd", "(I)J", null, null);
        code.visitCode();
        Label positive = new Label();
        code.visitVarInsn(Opcodes.ILOAD, 0);
        code.visitJumpInsn(Opcodes.IFGT, positive);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitLdcInsn(-1L);
        code.visitInsn(Opcodes.LRETURN);
        code.visitLabel(positive);
        if ((version & 0xFFFF) >= Opcodes.V1_6) {
            code.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.INTEGER}, 0, new Object[0]);
        }
        code.visitLdcInsn(40L);
        code.visitVarInsn(Opcodes.LSTORE, 0);
        code.visitLdcInsn("beneath");
        code.visitVarInsn(Opcodes.LLOAD, 0);
        code.visitInsn(Opcodes.LRETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    @ParameterizedTest(name = "class file version {0}")
    @ValueSource(ints = {Opcodes.V1_1, Opcodes.V1_5, Opcodes.V1_6, Opcodes.V1_8, Opcodes.V17})
    @DisplayName("code that javac does not write: values beneath a result, a parameter's place used again and wider")
    void foreignCode(int version) throws Throwable {
        Method odd = woven("Foreign", foreign(version)).getMethod("odd", int.class);
        Probe.install(calls);
        assertThat(odd.invoke(null, 1)).isEqualTo(40L);
        assertThat(odd.invoke(null, -1)).isEqualTo(-1L);
        assertThat(calls.seen)
                .containsExactly(
                        "enter 700 static 1 null null",
                        "exit frame 40 null",
                        "enter 700 static -1 null null",
                        "exit frame -1 null");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "com.fasterxml.jackson.databind.ObjectMapper",
                "kotlin.collections.CollectionsKt",
                "okhttp3.OkHttpClient",
                "org.assertj.core.api.Assertions",
                "com.linecorp.armeria.server.Server"
            })
    @DisplayName("every method of whole libraries, by several compilers, verifies")
    void libraries(String inLibrary) throws Throwable {
        Path jar = Path.of(Class.forName(inLibrary)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, byte[]> classes = new LinkedHashMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF") && !name.equals("module-info.class")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        classes.put(name.substring(0, name.length() - 6).replace('/', '.'), in.readAllBytes());
                    }
                }
            }
        }
        Loader loader = new Loader(classes);
        int verified = 0;
        for (String name : classes.keySet()) {
            try {
                // Links the class, and so verifies it.
                verified += loader.loadClass(name).getDeclaredMethods().length;
            } catch (NoClassDefFoundError optional) {
                // A library that this one can do without.
                assertThat(optional.getCause()).as(name).isInstanceOf(ClassNotFoundException.class);
            }
        }
        assertThat(verified).isGreaterThan(1000);
        assertThat(loader.wovenMethods).isGreaterThan(1000);
    }

    /** Weaves every method of its classes that can be. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;
        private int wovenMethods;

        Loader(Map<String, byte[]> classes) {
            super(WovenMethodTest.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                byte[] bytes = classes.get(name);
                if (known != null || bytes == null) {
                    return known != null ? known : super.loadClass(name, resolve);
                }
                byte[] woven = weave(bytes);
                return defineClass(name, woven, 0, woven.length);
            }
        }

        private byte[] weave(byte[] bytes) {
            ClassReader reader = new ClassReader(bytes);
            Map<MethodModel, MethodAdvice> advice = new LinkedHashMap<>();
            for (MethodModel method : ClassModel.read(bytes).methods()) {
                if (method.hasCode()) {
                    advice.put(method, new MethodAdvice(700, List.of(0, 1, 2), true));
                    wovenMethods++;
                }
            }
            return WovenClass.write(reader, advice);
        }
    }

    private static Class<?> woven(String name, byte[] bytes) throws ClassNotFoundException {
        return new Loader(Map.of(name, bytes)).loadClass(name);
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static @Nullable Object call(Object target, String name, @Nullable Object... arguments) throws Throwable {
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name)) {
                try {
                    return method.invoke(target, arguments);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            }
        }
        throw new AssertionError("no method " + name);
    }

    private static Object field(Object target, String name) throws ReflectiveOperationException {
        var field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(target);
    }
}
