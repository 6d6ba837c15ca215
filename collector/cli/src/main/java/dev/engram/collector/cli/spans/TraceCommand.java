package dev.engram.collector.cli.spans;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Trace;
import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.Timeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a trace as a timeline. */
@Command(name = "trace", description = "Shows a trace as a timeline.", mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            defaultValue = "latest",
            description = "Trace id, or latest (default: ${DEFAULT-VALUE}).")
    private String id = "latest";

    @Option(
            names = "--limit",
            defaultValue = "200",
            description = "Largest number of spans to show; 0 shows all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() throws Failure {
        JsonNode answer = api.client().trace(id);
        Output.print(Timeline.render(
                new Trace(
                        answer.path("traceId").asText(),
                        SpanJson.read(answer.path("spans")),
                        answer.path("spanCount").asLong()),
                limit));
        return 0;
    }
}
