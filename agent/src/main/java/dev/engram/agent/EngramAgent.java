package dev.engram.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls: {@code -javaagent:engram-agent.jar[=options]} or an attach to a running process; {@code java -jar
 * engram-agent.jar} for what is done without an application. This class and its
 * {@link AgentClassLoader} alone are seen by the application's loader; all else is started by name in a loader of its own.
 *
 * <p>Guarantee: whatever goes wrong here, or is denied by a security manager, is said in one line on standard error where
 * that is allowed, and the application starts.
 */
public final class EngramAgent {

    private static boolean started;

    private EngramAgent() {}

    /** Before {@code main}. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** In a running process. A second call changes nothing. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    private static synchronized void start(@Nullable String options, Instrumentation instrumentation) {
        try {
            if (started) {
                System.err.println("[engram] Already attached to this process; nothing changed.");
                return;
            }
            started = true;
            URL location = location();
            JarFile jar = new JarFile(new File(location.toURI()));
            ClassLoader loader = new AgentClassLoader(jar, location);
            call(loader, "BootstrapClasses", "define", instrumentation, jar);
            call(loader, "Engram", "start", options, instrumentation);
        } catch (InvocationTargetException failed) {
            say(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable failed) {
            say(failed);
        }
    }

    /** The command line, with the agent's libraries where they lie: in no application is this called. */
    public static void main(String[] arguments) throws Throwable {
        URL location = location();
        JarFile jar = new JarFile(new File(location.toURI()));
        try {
            call(new AgentClassLoader(jar, location), "check.Main", "main", (Object) arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        }
    }

    /** Where the agent's jar lies. */
    private static URL location() {
        return EngramAgent.class.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Calls the one method of this name of a class in this package or below, as the agent's loader sees it. */
    private static void call(ClassLoader loader, String type, String method, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        for (var each : Class.forName("dev.engram.agent." + type, true, loader).getMethods()) {
            if (each.getName().equals(method)) {
                each.invoke(null, arguments);
                return;
            }
        }
        throw new NoSuchMethodException(type + "." + method);
    }

    /** Throws nothing: what leaves {@link #premain} would end the JVM. */
    private static void say(Throwable failed) {
        try {
            System.err.println("[engram] ERROR Engram could not start, the application runs without it: " + failed
                    + (failed instanceof SecurityException
                            ? ". Grant the agent's jar java.security.AllPermission in the security policy."
                            : ""));
            if ("debug".equalsIgnoreCase(System.getenv("ENGRAM_LOG_LEVEL"))) {
                failed.printStackTrace();
            }
        } catch (Throwable denied) {
            // Nothing can be said any more, and the application goes first.
        }
    }
}
