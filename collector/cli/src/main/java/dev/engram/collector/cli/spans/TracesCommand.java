package dev.engram.collector.cli.spans;

import com.fasterxml.jackson.databind.JsonNode;
import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.render.SpanJson;
import dev.engram.collector.common.render.TraceListJson;
import dev.engram.collector.common.render.TraceListText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a list of traces. */
@Command(
        name = "traces",
        description = "Lists traces, the newest first. A trace is listed if it matches all options that are given.",
        footer = Syntax.TIMES,
        mixinStandardHelpOptions = true)
public final class TracesCommand implements Callable<Integer> {

    private enum Status {
        OK,
        ERROR
    }

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--agent", paramLabel = "ID", description = "An agent of the trace.")
    private @Nullable String agent;

    @Option(names = "--session", paramLabel = "ID", description = "A session of the trace.")
    private @Nullable String session;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The key of a memory operation in the trace, or the pattern of a search.")
    private @Nullable String key;

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            description = "The namespace of a memory operation in the trace; with --key, of the one on that key.")
    private @Nullable String namespace;

    @Option(names = "--status", description = "error: a span of the trace failed; ok: none did (default: both).")
    private @Nullable Status status;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Traces that began within the last TIME, such as 5m.")
    private @Nullable Duration since;

    @Option(
            names = "--min-duration",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Traces that took TIME or longer.")
    private @Nullable Duration minDuration;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show the newest N, at most 1000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private final FormatOptions format = new FormatOptions();

    @Override
    public Integer call() throws Failure {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("agent", agent);
        parameters.put("session", session);
        parameters.put("key", key);
        parameters.put("namespace", namespace);
        parameters.put("status", status == null ? null : status.name().toLowerCase(Locale.ROOT));
        parameters.put("since", text(since));
        parameters.put("minDuration", text(minDuration));
        parameters.put("limit", limit);
        JsonNode answer = api.client().traces(parameters);
        Output.print(
                format.isJson()
                        ? SpanJson.pretty(answer) + System.lineSeparator()
                        : TraceListText.render(TraceListJson.read(answer)));
        return 0;
    }

    /** As the collector reads it, which takes nine digits at most. */
    private static @Nullable String text(@Nullable Duration time) {
        if (time == null) {
            return null;
        }
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
