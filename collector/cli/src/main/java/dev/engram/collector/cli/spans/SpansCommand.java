package dev.engram.collector.cli.spans;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Span;
import dev.engram.collector.common.render.SpanJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the spans of a trace as JSON. */
@Command(name = "spans", description = "Prints the spans of a trace as JSON.", mixinStandardHelpOptions = true)
public final class SpansCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(
            names = "--trace",
            paramLabel = "ID",
            defaultValue = "latest",
            description = "Trace id, or latest (default: ${DEFAULT-VALUE}).")
    private String id = "latest";

    @Override
    public Integer call() throws Failure {
        JsonNode answer = api.client().trace(id);
        List<Span> spans = SpanJson.read(answer.path("spans"));
        Output.println(SpanJson.render(spans));
        if (spans.size() < answer.path("spanCount").asLong()) {
            System.err.println("These are the first " + spans.size() + " of "
                    + answer.path("spanCount").asLong() + " spans.");
        }
        return 0;
    }
}
