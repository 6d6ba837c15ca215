package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.console.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a collector whether it is well: the check of a container whose image has no other client of HTTP. */
@Command(
        name = "health",
        description =
                "Checks a running collector. The exit code is 0 if it is healthy; otherwise it is 1, and the reason is"
                        + " printed.",
        mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    public Integer call() throws Failure {
        api.client().health();
        return 0;
    }
}
