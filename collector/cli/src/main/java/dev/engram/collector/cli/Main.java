package dev.engram.collector.cli;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Version;
import dev.engram.collector.cli.redis.RedisCommand;
import dev.engram.collector.cli.serve.ServeCommand;
import dev.engram.collector.cli.spans.ExportCommand;
import dev.engram.collector.cli.spans.FindingsCommand;
import dev.engram.collector.cli.spans.HealthCommand;
import dev.engram.collector.cli.spans.ImportCommand;
import dev.engram.collector.cli.spans.LineageCommand;
import dev.engram.collector.cli.spans.QueryCommand;
import dev.engram.collector.cli.spans.SpansCommand;
import dev.engram.collector.cli.spans.TraceCommand;
import dev.engram.collector.cli.spans.TracesCommand;
import dev.engram.collector.common.render.Text;
import java.util.TimeZone;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The collector's command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "engram",
        description = "Receives OpenTelemetry traces and metrics, stores them in DuckDB, and answers SQL queries.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            QueryCommand.class,
            TracesCommand.class,
            TraceCommand.class,
            SpansCommand.class,
            LineageCommand.class,
            FindingsCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            HealthCommand.class,
            RedisCommand.class
        })
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    Main() {}

    public static void main(String[] args) {
        System.exit(run(new Main(), args));
    }

    /**
     * Runs a command line and returns its exit code.
     *
     * @param command of picocli
     */
    public static int run(Object command, String... args) {
        // All times are UTC. The database's driver would otherwise move those that a summer time skips.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        return commandLine(command).execute(args);
    }

    static CommandLine commandLine(Object root) {
        CommandLine line = new CommandLine(root);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // An @ begins a file of headers, which is no file of arguments.
        line.setExpandAtFiles(false);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Failure) {
                // A message may quote a key or an answer, and these may hold anything.
                command.getErr().println(Text.escaped(String.valueOf(failure.getMessage())));
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
