package dev.engram.collector.cli;

import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.snapshot.MemorySnapshot;
import dev.engram.collector.keyspace.snapshot.format.SnapshotException;
import dev.engram.collector.keyspace.snapshot.write.SnapshotOptions;
import dev.engram.collector.keyspace.snapshot.write.SnapshotReport;
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
        description = "Saves the keys of a Redis to a JSON file, one key per line, sorted by name.",
        mixinStandardHelpOptions = true)
final class RedisSnapshotCommand implements Callable<Integer> {

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

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Override
    public Integer call() throws Failure {
        SnapshotReport report;
        try {
            report = new MemorySnapshot(redis.address(), progress.progress())
                    .snapshotMemory(file, new SnapshotOptions(pattern, gzip, absolute));
        } catch (RedisException | SnapshotException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
        Output.println(report.toText(file));
        return 0;
    }
}
