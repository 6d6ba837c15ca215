package dev.engram.collector.cli;

import dev.engram.collector.demo.DemoCommand;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The collector's command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "engram",
        description = "Receives OpenTelemetry traces and metrics, keeps them in DuckDB, answers SQL.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            QueryCommand.class,
            TraceCommand.class,
            SpansCommand.class,
            LineageCommand.class,
            RedisCommand.class,
            DemoCommand.class
        })
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        // All times are UTC. The database's driver would otherwise move those that a summer time skips.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        System.exit(run(args));
    }

    /** Runs a command line and returns its exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // An @ begins a file of headers, which is no file of arguments.
        line.setExpandAtFiles(false);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Failure) {
                command.getErr().println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
