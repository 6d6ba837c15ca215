package dev.engram.collector.cli.spans;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.render.LineageJson;
import dev.engram.collector.common.render.LineageText;
import dev.engram.collector.common.render.SpanJson;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints who wrote, read and deleted a memory key. */
@Command(
        name = "lineage",
        description = "Shows which agents wrote, read and deleted a memory key, oldest operation first.",
        mixinStandardHelpOptions = true)
public final class LineageCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY", description = "The key, as it is in the attribute memory.key of spans.")
    private String key = "";

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            description = "Show only operations in this namespace (default: all namespaces).")
    private @Nullable String namespace;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Show the latest N operations, at most 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private final FormatOptions format = new FormatOptions();

    @Override
    public Integer call() throws Failure {
        JsonNode answer = api.client().lineage(key, namespace, limit);
        Output.print(
                format.isJson()
                        ? SpanJson.pretty(answer) + System.lineSeparator()
                        : LineageText.render(LineageJson.read(answer)));
        return 0;
    }
}
