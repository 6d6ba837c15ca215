package dev.engram.agent.control;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how Engram is in a process. */
@Command(name = "status", description = "Prints what Engram records in a process, what it lost, and what it costs.")
final class StatusCommand extends TargetCommand {

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean isJson;

    @Override
    void describe(Map<String, String> request) {
        request.put("format", isJson ? "json" : "text");
    }
}
