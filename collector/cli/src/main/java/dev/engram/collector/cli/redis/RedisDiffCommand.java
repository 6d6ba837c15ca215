package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.RedisPassword;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.diff.DiffReport;
import dev.engram.collector.keyspace.snapshot.diff.SnapshotDiff;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two snapshots, or a snapshot with a server, or two servers. */
@Command(
        name = "diff",
        description =
                "Prints which keys were added, removed and changed between two snapshots or servers. Values are not"
                        + " shown.",
        mixinStandardHelpOptions = true)
final class RedisDiffCommand implements Callable<Integer> {

    /** Neither "failed" nor "wrong usage". */
    private static final int DIFFERENT = 3;

    private enum Format {
        TEXT,
        JSON
    }

    @Parameters(index = "0", paramLabel = "A", description = "The first snapshot file or server address (redis://…).")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "The second snapshot file or server address.")
    private String after = "";

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "Output format, text or json, with one difference per line (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(names = "--exit-code", description = "Exit with code 3 if there are differences.")
    private boolean exitCode;

    @Mixin
    private final RedisPassword password = new RedisPassword();

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Override
    public Integer call() throws Failure {
        DiffReport report;
        try {
            warn("A", before);
            warn("B", after);
            report = new SnapshotDiff(progress.progress(), password.get())
                    .compare(
                            before,
                            after,
                            change -> Output.println(format == Format.TEXT ? change.toText() : change.toJson()));
        } catch (RedisException | SnapshotException | IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        if (format == Format.TEXT) {
            Output.println(report.toText());
        }
        if (report.note() != null) {
            System.err.println(report.note());
        }
        return exitCode && !report.isSame() ? DIFFERENT : 0;
    }

    private static void warn(String name, String side) throws RedisException {
        if (RedisAddress.isMeant(side)) {
            RedisPassword.warn(name, RedisAddress.parse(side));
        }
    }
}
