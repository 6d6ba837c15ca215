package dev.engram.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM calls: {@code -javaagent:engram-agent.jar[=options]} or an attach to a running process; {@code java -jar
 * engram-agent.jar} for what is done from outside. This class and its
 * {@link AgentClassLoader} alone are seen by the application's loader; all else is started by name in a loader of its own.
 *
 * <p>Commands come by {@link #agentmain} too: the options then are {@value #CONTROL} and a file of {@link Properties}:
 *
 * <pre>
 *   command   attach, or what Engram.command knows: detach, on, off, status, reload
 *   jar       the jar to load Engram from; another one than this class's, where that one was attached before
 *   set.*     settings, by the names of system properties, which they go before
 * </pre>
 *
 * <p>The answer is the file with {@value #ANSWER} at its end: the line {@code ok} or {@code failed}, then text. A class that was
 * loaded stays for as long as the process lives: a newer Engram is called by this one, so that the form of neither file
 * changes.
 *
 * <p>Guarantee: whatever goes wrong here, or is denied by a security manager, is said in one line on standard error where
 * that is allowed, and the application starts.
 */
public final class EngramAgent {

    private static final String CONTROL = "@control:";
    private static final String ANSWER = ".answer";
    private static final String SETTING = "set.";

    /** The longest that the JVM's thread for attaching waits for a command. */
    private static final long PATIENCE_MILLIS = 120_000;

    /** Of the Engram that runs; null where none does. Guarded by this class. */
    private static @Nullable AgentClassLoader running;

    private EngramAgent() {}

    /** Before {@code main}. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** In a running process. Where Engram runs already, options that are no command change nothing. */
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        if (options != null && options.startsWith(CONTROL)) {
            control(new File(options.substring(CONTROL.length())), instrumentation);
        } else {
            start(options, instrumentation);
        }
    }

    private static synchronized void start(@Nullable String options, Instrumentation instrumentation) {
        try {
            if (running != null) {
                System.err.println("[engram] Already attached to this process; nothing changed.");
                return;
            }
            start(location(), options, Map.of(), instrumentation);
        } catch (InvocationTargetException failed) {
            say(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable failed) {
            say(failed);
        }
    }

    /** @return whether it runs; not where its settings turn it off, or the OpenTelemetry Java agent has it as an extension */
    private static boolean start(
            File file, @Nullable String options, Map<String, String> settings, Instrumentation instrumentation)
            throws IOException, ReflectiveOperationException {
        AgentClassLoader loader = new AgentClassLoader(file);
        boolean isRunning = false;
        try {
            call(loader, "BootstrapClasses", "define", instrumentation, loader.jar());
            isRunning = Boolean.TRUE.equals(call(loader, "Engram", "start", options, settings, instrumentation));
        } finally {
            if (isRunning) {
                running = loader;
            } else {
                loader.closeJar();
            }
        }
        return isRunning;
    }

    /** A thread of its own: what a command leaves with its thread ends with it, and the JVM's for attaching never does. */
    private static void control(File request, Instrumentation instrumentation) {
        Thread thread = new Thread(null, () -> answer(request, instrumentation), "engram-control", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(File file, Instrumentation instrumentation) {
        String answer;
        try {
            Properties request = new Properties();
            try (InputStream in = new FileInputStream(file)) {
                request.load(in);
            }
            answer = "ok\n" + perform(request, instrumentation);
        } catch (InvocationTargetException failed) {
            answer = "failed\n" + sentence(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable failed) {
            answer = "failed\n" + sentence(failed);
        }
        try {
            write(new File(file.getPath() + ANSWER), answer);
        } catch (IOException unwritable) {
            System.err.println("[engram] WARN The answer to a command could not be written: " + unwritable + ".");
        }
    }

    private static String sentence(Throwable failed) {
        String message = failed.getMessage();
        return failed instanceof IllegalStateException && message != null ? message : failed.toString();
    }

    private static void write(File file, String text) throws IOException {
        File unfinished = new File(file.getPath() + ".part");
        try (OutputStream out = new FileOutputStream(unfinished)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        if (!unfinished.renameTo(file)) {
            throw new IOException(unfinished + " could not be renamed to " + file.getName());
        }
    }

    private static synchronized String perform(Properties request, Instrumentation instrumentation)
            throws IOException, ReflectiveOperationException, URISyntaxException {
        String command = request.getProperty("command", "");
        AgentClassLoader loader = running;
        if (command.equals("attach")) {
            if (loader != null) {
                throw new IllegalStateException(call(loader, "Engram", "name") + " is in this process already; nothing"
                        + " changed. Use reload for other rules, or detach first.");
            }
            File file = new File(request.getProperty("jar", location().getPath()));
            if (!start(file, null, settings(request), instrumentation)) {
                throw new IllegalStateException(
                        "Nothing was attached: Engram is turned off by its settings (OTEL_SDK_DISABLED or ENGRAM_ENABLED), or is"
                                + " in this process already as an extension of the OpenTelemetry Java agent. The process's log"
                                + " says which.");
            }
            return text(call(running(), "Engram", "name")) + " is attached.";
        }
        if (loader == null) {
            throw new IllegalStateException("Engram is not in this process; attach it first.");
        }
        String answer = text(call(loader, "Engram", "command", request));
        if (command.equals("detach")) {
            running = null;
            loader.closeJar();
        }
        return answer;
    }

    private static AgentClassLoader running() {
        AgentClassLoader loader = running;
        if (loader == null) {
            throw new IllegalStateException("Engram is not in this process.");
        }
        return loader;
    }

    private static String text(@Nullable Object answer) {
        return String.valueOf(answer);
    }

    private static Map<String, String> settings(Properties request) {
        Map<String, String> settings = new HashMap<>();
        for (String name : request.stringPropertyNames()) {
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), request.getProperty(name));
            }
        }
        return settings;
    }

    /** The command line, with the agent's libraries where they lie: in no application is this called. */
    public static void main(String[] arguments) throws Throwable {
        AgentClassLoader loader = new AgentClassLoader(location());
        try {
            call(loader, "control.Main", "main", (Object) arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause() == null ? failed : failed.getCause();
        }
    }

    /** Where the agent's jar lies. */
    private static File location() throws URISyntaxException {
        return new File(EngramAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** Calls the one method of this name of a class in this package or below, as the agent's loader sees it. */
    private static @Nullable Object call(ClassLoader loader, String type, String method, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        for (var each : Class.forName("dev.engram.agent." + type, true, loader).getMethods()) {
            if (each.getName().equals(method)) {
                return each.invoke(null, arguments);
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
