package dev.engram.collector.cli;

import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.snapshot.MemorySnapshot;
import dev.engram.collector.redis.snapshot.Progress;
import dev.engram.collector.redis.snapshot.RestoreOptions;
import dev.engram.collector.redis.snapshot.RestoreOptions.Existing;
import dev.engram.collector.redis.snapshot.RestoreReport;
import dev.engram.collector.redis.snapshot.SnapshotException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores the keys of a file. */
@Command(
        name = "restore",
        description = "Restores a snapshot, once the whole file is found to be as it was written. Where one of its"
                + " keys is on the server already, nothing is touched without --merge or --flush.",
        mixinStandardHelpOptions = true)
final class RedisRestoreCommand implements Callable<Integer> {

    /** At most one of them. */
    private static final class Mode {

        @Option(names = "--merge", description = "Keys of the file replace those of the same name; all others stay.")
        private boolean merge;

        @Option(names = "--flush", description = "All keys of the database are deleted first.")
        private boolean flush;
    }

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Parameters(paramLabel = "FILE", description = "A snapshot, compressed or not.")
    private Path file = Path.of("");

    @ArgGroup
    private @Nullable Mode mode;

    @Option(names = "--dry-run", description = "Check the file, say what would be done, and do nothing.")
    private boolean dryRun;

    @Option(names = "--quiet", description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() throws Failure {
        Progress progress = quiet ? Progress.NONE : new ProgressLine(System.err);
        RestoreOptions options = new RestoreOptions(existing(), dryRun);
        RestoreReport report;
        try {
            report = new MemorySnapshot(redis.address(), progress).restoreSnapshot(file, options);
        } catch (RedisException | SnapshotException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Output.println(report.toText(file, options));
        return 0;
    }

    private Existing existing() {
        if (mode != null && mode.flush) {
            return Existing.FLUSH;
        }
        return mode != null && mode.merge ? Existing.MERGE : Existing.REFUSE;
    }
}
