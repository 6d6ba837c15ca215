package dev.engram.collector.cli;

import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.snapshot.DiffReport;
import dev.engram.collector.redis.snapshot.Progress;
import dev.engram.collector.redis.snapshot.SnapshotDiff;
import dev.engram.collector.redis.snapshot.SnapshotException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two snapshots, or a snapshot with a server, or two servers. */
@Command(
        name = "diff",
        description = "Says which keys were added, removed and changed from one to the other. It shows no values.",
        mixinStandardHelpOptions = true)
final class RedisDiffCommand implements Callable<Integer> {

    /** Neither "failed" nor "wrong usage". */
    private static final int DIFFERENT = 3;

    private enum Format {
        TEXT,
        JSON
    }

    @Parameters(index = "0", paramLabel = "A", description = "A snapshot, or the address of a server.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "B", description = "What it is compared with.")
    private String after = "";

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "text or json, a difference a line (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(names = "--exit-code", description = "End with 3 where there are differences.")
    private boolean exitCode;

    @Option(names = "--quiet", description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() throws Failure {
        Progress progress = quiet ? Progress.NONE : new ProgressLine(System.err);
        DiffReport report;
        try {
            report = new SnapshotDiff(progress)
                    .compare(
                            before,
                            after,
                            change -> Output.println(format == Format.TEXT ? change.toText() : change.toJson()));
        } catch (RedisException | SnapshotException e) {
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
}
