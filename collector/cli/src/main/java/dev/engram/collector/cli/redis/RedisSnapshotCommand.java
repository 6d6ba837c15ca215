package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.MemorySnapshot;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves the keys of a Redis to a file. */
@Command(
        name = "snapshot",
        sortOptions = false,
        description = "Saves the keys of a Redis to a JSON file, one key per line, sorted by name.",
        footer = Syntax.TIMES,
        mixinStandardHelpOptions = true)
final class RedisSnapshotCommand implements Callable<Integer> {

    private enum Format {
        LINES,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "The file to write. An existing file is replaced only when the new one is complete.")
    private Path file = Path.of("");

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            description = "Save only keys that match this Redis pattern, such as 'agent:*' (default: all).")
    private @Nullable String pattern;

    @Option(names = "--gzip", description = "Compress the file.")
    private boolean gzip;

    @Option(
            names = "--absolute-ttl",
            description = "Store the time at which each key expires, instead of its remaining time to live.")
    private boolean absolute;

    @Option(
            names = "--format",
            defaultValue = "lines",
            description = "lines: JSON Lines, one object per line; json: one JSON document, an array of these objects"
                    + " (default: ${DEFAULT-VALUE}). restore and diff read both.")
    private Format format = Format.LINES;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "Save again after each such time, until Ctrl-C, each time to a file with the time in its name.")
    private @Nullable Duration every;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "With --every: number of files to keep; the oldest are deleted (default: all).")
    private @Nullable Integer keep;

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Override
    public Integer call() throws Failure, InterruptedException {
        if (keep != null && (every == null || keep < 1)) {
            throw new ParameterException(spec.commandLine(), "--keep is at least 1, and needs --every.");
        }
        if (every == null) {
            save(file);
        } else if (every.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ParameterException(spec.commandLine(), "--every is at least 1s.");
        } else {
            saveAgainAndAgain(every);
        }
        return 0;
    }

    private void save(Path to) throws Failure {
        SnapshotReport report;
        try {
            report = new MemorySnapshot(redis.address(), progress.progress())
                    .snapshotMemory(to, new SnapshotOptions(pattern, gzip, absolute, format == Format.JSON));
        } catch (RedisException | SnapshotException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Output.println(report.toText(to));
    }

    /** The first failure ends it, since then something is wrong with the options; a later one is said, and tried again. */
    private void saveAgainAndAgain(Duration pause) throws Failure, InterruptedException {
        SnapshotSeries series = new SnapshotSeries(file);
        boolean isFirst = true;
        long next = System.nanoTime();
        while (true) {
            try {
                save(series.file(Instant.now()));
                if (keep != null) {
                    series.keepNewest(keep).forEach(old -> System.err.println("Deleted " + old + " (--keep)."));
                }
            } catch (Failure e) {
                if (isFirst) {
                    throw e;
                }
                System.err.println(e.getMessage());
            } catch (IOException e) {
                System.err.println("Old snapshots could not be deleted: " + e.getMessage() + ".");
            }
            isFirst = false;
            next += pause.toNanos();
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
    }
}
