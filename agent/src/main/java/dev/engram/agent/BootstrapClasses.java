package dev.engram.agent;

import dev.engram.agent.log.Log;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;

/**
 * Gives {@code dev.engram.bootstrap} to the bootstrap loader. The JVM never unloads them: an Engram that is attached later uses
 * those that are there, with its own code where that differs.
 *
 * <p>The classes are defined directly, by the JDK's internal {@code Unsafe}, opened to the agent's own unnamed module
 * alone. The documented way, a jar appended to the bootstrap search path, has a price that the application would pay: the
 * JVM then stops sharing archived classes (CDS) for everything outside the bootstrap loader, which slows its start, and
 * says so on standard output. It is the fallback.
 */
public final class BootstrapClasses {

    /** Superclasses first. */
    private static final List<String> NAMES = List.of(
            "dev.engram.bootstrap.Entry",
            "dev.engram.bootstrap.ThreadSlot",
            "dev.engram.bootstrap.Contexts",
            "dev.engram.bootstrap.Recorder",
            "dev.engram.bootstrap.Probe");

    /** The agent property that tells which form of the classes this process has. */
    private static final String FORM = "engram.bootstrap";

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

    private static void define(Instrumentation instrumentation, Map<String, byte[]> classes) throws IOException {
        String form = form(classes);
        openInternals(instrumentation);
        if (isDefined()) {
            if (!form.equals(AgentProperties.get(FORM))) {
                exchange(instrumentation, classes);
                AgentProperties.set(FORM, form);
            }
            return;
        }
        try {
            defineDirectly(classes);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError closed) {
            Log.debug("The bootstrap classes go through a jar, since they cannot be defined directly: " + closed);
            appendJar(instrumentation, classes);
        }
        AgentProperties.set(FORM, form);
    }

    private static String form(Map<String, byte[]> classes) {
        CRC32 sum = new CRC32();
        classes.values().forEach(sum::update);
        return Long.toHexString(sum.getValue());
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

    /** Gives the classes of an Engram that was here before, which the JVM cannot unload, the code of this one. */
    private static void exchange(Instrumentation instrumentation, Map<String, byte[]> classes) {
        try {
            List<ClassDefinition> all = new ArrayList<>();
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                all.add(new ClassDefinition(Class.forName(each.getKey(), false, null), each.getValue()));
            }
            // All or none: where one does not fit, the Engram that was here before can still be attached again.
            instrumentation.redefineClasses(all.toArray(ClassDefinition[]::new));
        } catch (ReflectiveOperationException | UnmodifiableClassException | RuntimeException | LinkageError other) {
            throw new IllegalStateException(
                    "Another version of Engram was in this process before, and its bootstrap classes, which the JVM cannot"
                            + " unload, do not fit this version; attach that version, or restart the process.",
                    other);
        }
    }

    /** Opens what the agent uses of the JDK's inside to the agent alone: here, in {@link AgentProperties}, and in lifecycle. */
    private static void openInternals(Instrumentation instrumentation) {
        Set<Module> agent = Set.of(BootstrapClasses.class.getModule());
        try {
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of(),
                    Map.of("java.lang", agent, "jdk.internal.misc", agent, "jdk.internal.vm", agent),
                    Set.of(),
                    Map.of());
        } catch (RuntimeException | LinkageError closed) {
            Log.debug("The JDK's internal packages stay closed: " + closed);
        }
    }

    private static void defineDirectly(Map<String, byte[]> classes) throws ReflectiveOperationException {
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
