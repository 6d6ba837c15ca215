package dev.engram.agent.it;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;

/** The command line of the agent's jar, in this JVM: what a user types after {@code java -jar engram-agent.jar}. */
final class ControlCommand {

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {}

    private static final Method RUN = find(Jvm.agentJar());

    private ControlCommand() {}

    /** The classes of the jar, as the jar's own loader sees them. */
    private static Method find(Path file) {
        try {
            Constructor<?> loader =
                    Class.forName("dev.engram.agent.AgentClassLoader").getDeclaredConstructor(File.class);
            loader.setAccessible(true);
            ClassLoader jar = (ClassLoader) loader.newInstance(file.toFile());
            return jar.loadClass("dev.engram.agent.control.Main")
                    .getMethod("run", PrintWriter.class, PrintWriter.class, String[].class);
        } catch (ReflectiveOperationException unusable) {
            throw new LinkageError("The agent's jar is not built, or not as it was.", unusable);
        }
    }

    static Result run(String... arguments) throws Exception {
        return run(RUN, arguments);
    }

    /** By another jar than the one that was built. */
    static Result run(Path jar, String... arguments) throws Exception {
        return run(find(jar), arguments);
    }

    private static Result run(Method main, String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = (int) main.invoke(null, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Result(code, out.toString().strip(), err.toString().strip());
    }

    /** The output of a command that does what it is asked for. */
    static String of(String... arguments) throws Exception {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError(List.of(arguments) + " ended with " + result);
        }
        return result.out();
    }
}
