package dev.engram.agent.control;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command for one process, whose answer is printed. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class TargetCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PID", description = "The process, as jvms lists it.")
    private long pid;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the JVM has to answer; ${DEFAULT-VALUE} if not given.")
    private int timeout;

    /** The rule file that the process is to read; null for none. */
    @Nullable
    Path config() {
        return null;
    }

    /** Adds what the command says beyond its name. */
    void describe(Map<String, String> request) {}

    @Override
    public Integer call() {
        Map<String, String> request = new HashMap<>();
        request.put("command", spec.name());
        describe(request);
        spec.commandLine().getOut().println(new Channel(TargetProcess.of(pid), timeout).send(request, config()));
        return 0;
    }

    CommandSpec spec() {
        return spec;
    }
}
