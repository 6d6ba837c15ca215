package dev.engram.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls: {@code -javaagent:engram-agent.jar[=options]} or an attach to a running process. This class alone
 * is seen by the application's loader; it puts {@code dev.engram.bootstrap} on the bootstrap loader's path and starts the
 * rest in a loader of its own (see {@code AgentClassLoader}, which is named here by text only: linked from here it would
 * be loaded before the path is set).
 *
 * <p>Guarantee: whatever goes wrong here is said in one line on standard error, and the application starts.
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
        if (started) {
            System.err.println("[engram] Already attached to this process; nothing changed.");
            return;
        }
        started = true;
        try {
            URL location =
                    EngramAgent.class.getProtectionDomain().getCodeSource().getLocation();
            JarFile jar = new JarFile(new File(location.toURI()));
            instrumentation.appendToBootstrapClassLoaderSearch(jar);
            ClassLoader loader = Class.forName("dev.engram.bootstrap.AgentClassLoader", true, null)
                    .asSubclass(ClassLoader.class)
                    .getConstructor(JarFile.class, URL.class)
                    .newInstance(jar, location);
            Class.forName("dev.engram.agent.Engram", true, loader)
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
        } catch (InvocationTargetException failed) {
            say(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable failed) {
            say(failed);
        }
    }

    private static void say(Throwable failed) {
        System.err.println("[engram] ERROR Engram could not start, the application runs without it: " + failed);
        if (System.getenv("ENGRAM_LOG_LEVEL") != null
                && System.getenv("ENGRAM_LOG_LEVEL").equalsIgnoreCase("debug")) {
            failed.printStackTrace();
        }
    }
}
