package dev.engram.agent;

import dev.engram.agent.log.Log;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives {@code dev.engram.bootstrap} to the bootstrap loader.
 *
 * <p>The classes are defined directly, by the JDK's internal {@code Unsafe}, opened to the agent's own unnamed module
 * alone. The documented way, a jar appended to the bootstrap search path, has a price that the application would pay: the
 * JVM then stops sharing archived classes (CDS) for everything outside the bootstrap loader, which slows its start, and
 * says so on standard output. It is the fallback.
 */
public final class BootstrapClasses {

    /** Superclasses first. */
    private static final List<String> NAMES =
            List.of("dev.engram.bootstrap.Entry", "dev.engram.bootstrap.Recorder", "dev.engram.bootstrap.Probe");

    private BootstrapClasses() {}

    /**
     * Defines them.
     *
     * @param jar the agent's jar, which holds them under {@code boot/}
     */
    public static void define(Instrumentation instrumentation, JarFile jar) throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String name : NAMES) {
            JarEntry entry = jar.getJarEntry(path(name));
            try (InputStream in = jar.getInputStream(entry)) {
                classes.put(name, in.readAllBytes());
            }
        }
        define(instrumentation, classes);
    }

    /**
     * Defines them.
     *
     * @param loader shows the agent's jar
     */
    public static void defineFrom(ClassLoader loader, Instrumentation instrumentation) throws IOException {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String name : NAMES) {
            try (InputStream in = loader.getResourceAsStream(path(name))) {
                if (in == null) {
                    throw new IOException("The jar of Engram lacks " + path(name) + ".");
                }
                classes.put(name, in.readAllBytes());
            }
        }
        define(instrumentation, classes);
    }

    private static String path(String className) {
        return "boot/" + className.replace('.', '/') + ".classdata";
    }

    /** Whether an Engram has defined them in this process. */
    public static boolean isDefined() {
        try {
            Class.forName(NAMES.get(NAMES.size() - 1), false, null);
            return true;
        } catch (ClassNotFoundException first) {
            return false;
        }
    }

    private static void define(Instrumentation instrumentation, Map<String, byte[]> classes) throws IOException {
        if (isDefined()) {
            return;
        }
        try {
            defineDirectly(instrumentation, classes);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError closed) {
            Log.debug("The bootstrap classes go through a jar, since they cannot be defined directly: " + closed);
            appendJar(instrumentation, classes);
        }
    }

    private static void defineDirectly(Instrumentation instrumentation, Map<String, byte[]> classes)
            throws ReflectiveOperationException {
        Module agent = BootstrapClasses.class.getModule();
        Map<String, Set<Module>> opens = Map.of("jdk.internal.misc", Set.of(agent));
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), opens, Set.of(), Map.of());
        Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
        Object unsafe = type.getMethod("getUnsafe").invoke(null);
        Method defineClass = type.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            byte[] bytes = each.getValue();
            defineClass.invoke(unsafe, each.getKey(), bytes, 0, bytes.length, null, null);
        }
    }

    private static void appendJar(Instrumentation instrumentation, Map<String, byte[]> classes) throws IOException {
        File file = File.createTempFile("engram-bootstrap", ".jar");
        file.deleteOnExit();
        try (JarOutputStream out = new JarOutputStream(new FileOutputStream(file))) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                out.putNextEntry(new JarEntry(each.getKey().replace('.', '/') + ".class"));
                out.write(each.getValue());
                out.closeEntry();
            }
        }
        instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(file));
    }
}
