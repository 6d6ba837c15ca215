package dev.engram.collector.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a collector whether it is well: the check of a container whose image has no other client of HTTP. */
@Command(
        name = "health",
        description = "Asks a running collector whether it is well: exit code 0, or 1 with a sentence.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    public Integer call() throws Failure {
        api.client().health();
        return 0;
    }
}
