package dev.engram.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.ToolProvider;

/**
 * Code compiled in the test, by the compilers that the build lays into {@code target/kotlin} and {@code target/scala}, or by
 * this JDK's own, and loaded apart from the class path of the tests.
 */
public final class OtherCode implements AutoCloseable {

    private static final Map<String, ClassLoader> COMPILERS = new ConcurrentHashMap<>();

    private final List<URL> libraries;
    private final File classes;
    private final URLClassLoader application;

    private OtherCode(List<URL> libraries, File classes) throws IOException {
        this.libraries = libraries;
        this.classes = classes;
        List<URL> urls = new ArrayList<>(libraries);
        urls.add(classes.toURI().toURL());
        application = new URLClassLoader(urls.toArray(new URL[0]), new BootstrapView());
    }

    /** Sees the JDK, and of this class path the bootstrap classes alone. */
    private static final class BootstrapView extends ClassLoader {
        BootstrapView() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.engram.bootstrap.")) {
                return Class.forName(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    public static OtherCode kotlin(File folder, String code) throws Exception {
        List<URL> jars = jars("target/kotlin");
        File classes = new File(folder, "kotlin-classes");
        String[] arguments = {
            "-no-stdlib", "-no-reflect", "-cp", classPath(jars), "-d", classes.getPath(), file(folder, "Code.kt", code)
        };
        Class<?> compiler = compiler(jars).loadClass("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
        Object result = compiler.getMethod("exec", PrintStream.class, String[].class)
                .invoke(
                        compiler.getConstructor().newInstance(),
                        new PrintStream(System.err, true, StandardCharsets.UTF_8),
                        arguments);
        assertThat(result.toString()).isEqualTo("OK");
        return new OtherCode(jars, classes);
    }

    public static OtherCode scala(File folder, String code) throws Exception {
        List<URL> jars = jars("target/scala");
        File classes = new File(folder, "scala-classes");
        Files.createDirectories(classes.toPath());
        String[] arguments = {"-d", classes.getPath(), "-classpath", classPath(jars), file(folder, "Code.scala", code)};
        Object reporter = compiler(jars)
                .loadClass("dotty.tools.dotc.Main")
                .getMethod("process", String[].class)
                .invoke(null, (Object) arguments);
        assertThat(reporter.getClass().getMethod("hasErrors").invoke(reporter)).isEqualTo(false);
        return new OtherCode(jars, classes);
    }

    /**
     * Code for this JDK's own compiler.
     *
     * @param name the file's, as its public class asks for
     */
    public static OtherCode java(File folder, String name, String code) throws Exception {
        File classes = new File(folder, "java-classes");
        Files.createDirectories(classes.toPath());
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", classes.getPath(), file(folder, name, code));
        assertThat(result).isZero();
        return new OtherCode(List.of(), classes);
    }

    private static List<URL> jars(String folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        File[] files = Objects.requireNonNull(new File(folder).listFiles(), folder);
        Arrays.sort(files);
        for (File each : files) {
            urls.add(each.toURI().toURL());
        }
        return urls;
    }

    /** Kept for the next tests of this JVM: to load and warm up a compiler takes longer than to compile. */
    private static ClassLoader compiler(List<URL> jars) {
        return COMPILERS.computeIfAbsent(
                classPath(jars),
                ignored -> new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader()));
    }

    private static String classPath(List<URL> jars) {
        return String.join(
                File.pathSeparator,
                jars.stream()
                        .map(URL::getPath)
                        .filter(each -> !each.contains("compiler"))
                        .toList());
    }

    private static String file(File folder, String name, String code) throws IOException {
        File file = new File(folder, name);
        Files.writeString(file.toPath(), code);
        return file.getPath();
    }

    /** The same code, to be loaded anew. */
    public OtherCode again() throws IOException {
        return new OtherCode(libraries, classes);
    }

    /** Calls a static method without parameters. */
    public String run(String type, String method) throws Exception {
        return String.valueOf(application.loadClass(type).getMethod(method).invoke(null));
    }

    @Override
    public void close() throws IOException {
        application.close();
    }
}
