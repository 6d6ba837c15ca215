package dev.engram.collector.cli;

import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.snapshot.MemorySnapshot;
import dev.engram.collector.redis.snapshot.Progress;
import dev.engram.collector.redis.snapshot.SnapshotException;
import dev.engram.collector.redis.snapshot.SnapshotOptions;
import dev.engram.collector.redis.snapshot.SnapshotReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves the keys of a Redis to a file. */
@Command(
        name = "snapshot",
        description = "Saves the keys of a Redis to a file of JSON, a key a line, sorted.",
        mixinStandardHelpOptions = true)
final class RedisSnapshotCommand implements Callable<Integer> {

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Parameters(paramLabel = "FILE", description = "Where to. One of that name is replaced when the new one is whole.")
    private Path file = Path.of("");

    @Option(names = "--pattern", description = "Only keys that match, such as 'agent:*' (default: all).")
    private @Nullable String pattern;

    @Option(names = "--gzip", description = "Compress the file.")
    private boolean gzip;

    @Option(
            names = "--absolute-ttl",
            description = "Keep the moments when keys expire, and not what remains of their lives.")
    private boolean absolute;

    @Option(names = "--quiet", description = "No progress on standard error.")
    private boolean quiet;

    @Override
    public Integer call() throws Failure {
        Progress progress = quiet ? Progress.NONE : new ProgressLine(System.err);
        SnapshotReport report;
        try {
            report = new MemorySnapshot(redis.address(), progress)
                    .snapshotMemory(file, new SnapshotOptions(pattern, gzip, absolute));
        } catch (RedisException | SnapshotException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Output.println(report.toText(file));
        return 0;
    }
}
