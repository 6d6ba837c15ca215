package dev.engram.collector.cli.redis;

import dev.engram.collector.keyspace.redis.Progress;
import picocli.CommandLine.Option;

/** Whether a command shows its progress. */
final class ProgressOptions {

    @Option(names = "--quiet", description = "Do not show progress on standard error.")
    private boolean quiet;

    Progress progress() {
        return quiet ? Progress.NONE : new ProgressLine(System.err);
    }
}
