package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.snapshot.MemorySnapshot;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions;
import dev.engram.collector.keyspace.snapshot.restore.RestoreOptions.Existing;
import dev.engram.collector.keyspace.snapshot.restore.RestoreReport;
import java.nio.file.Path;
import java.util.Locale;
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
        description = "Writes the keys of a snapshot to a Redis. The whole file is checked first. If the server already"
                + " has one of the keys, nothing is written without --merge or --flush.",
        mixinStandardHelpOptions = true)
final class RedisRestoreCommand implements Callable<Integer> {

    /** At most one of them. */
    private static final class Mode {

        @Option(
                names = "--merge",
                description = "Replace existing keys that are also in the file; keep all other keys.")
        private boolean merge;

        @Option(names = "--flush", description = "Delete all keys of the database first.")
        private boolean flush;
    }

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Parameters(paramLabel = "FILE", description = "The snapshot to restore, compressed or not.")
    private Path file = Path.of("");

    @ArgGroup
    private @Nullable Mode mode;

    @Option(names = "--dry-run", description = "Check the file and print what would be written, but write nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "With --flush: delete without asking.")
    private boolean yes;

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Override
    public Integer call() throws Failure {
        RestoreOptions options = new RestoreOptions(existing(), dryRun);
        RedisAddress address = redis.address();
        RestoreReport report;
        try {
            if (options.existing() == Existing.FLUSH && !dryRun && !yes && !isWanted(address)) {
                return 0;
            }
            report = new MemorySnapshot(address, progress.progress()).restoreSnapshot(file, options);
        } catch (RedisException | SnapshotException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Output.println(report.toText(file, options));
        return 0;
    }

    /** Says what would be deleted, and asks. */
    private static boolean isWanted(RedisAddress address) throws RedisException, Failure {
        long keys;
        try (RedisServer server = RedisServer.open(address)) {
            keys = server.keyCount();
        }
        return keys == 0
                || Question.isYes(
                        String.format(Locale.ROOT, "Delete all %,d keys of %s?", keys, address), "Nothing was deleted");
    }

    private Existing existing() {
        if (mode != null && mode.flush) {
            return Existing.FLUSH;
        }
        return mode != null && mode.merge ? Existing.MERGE : Existing.REFUSE;
    }
}
