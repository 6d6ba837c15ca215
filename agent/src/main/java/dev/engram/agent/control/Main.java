package dev.engram.agent.control;

import dev.engram.agent.check.CheckCommand;
import dev.engram.agent.telemetry.export.Origin;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line of the agent's jar. Exit codes: 0 all is fine, 1 something is to be done about the rules, or a process does
 * not do what it was asked for; 2 wrong usage, 3 Engram itself failed.
 */
@Command(
        name = "java -jar engram-agent.jar",
        description = {
            "A Java agent that shows what AI agents do with their memory. It is started with the application, or attached to it"
                    + " while it runs:",
            "",
            "  java -javaagent:engram-agent.jar -jar your-application.jar",
            "  java -javaagent:engram-agent.jar=engram.yaml -jar your-application.jar   (with a rule file)",
            "  java -jar engram-agent.jar attach PID",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            CheckCommand.class,
            JvmsCommand.class,
            AttachCommand.class,
            DetachCommand.class,
            OnCommand.class,
            OffCommand.class,
            StatusCommand.class,
            ReloadCommand.class
        })
public final class Main implements Runnable {

    /** Engram's own fault, or the disk's. */
    private static final int FAILED = 3;

    private static final int REFUSED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        System.exit(run(out, new PrintWriter(System.err, true, charset), arguments));
    }

    /** Runs a command line and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ControlException) {
                        command.getErr().println(failure.getMessage());
                        return REFUSED;
                    }
                    command.getErr().println("Engram failed: " + failure);
                    failure.printStackTrace(command.getErr());
                    return FAILED;
                })
                .execute(arguments);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
    }

    /** The agent's version, as the build wrote it for the telemetry too. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"engram-agent " + Origin.version()};
        }
    }
}
