package dev.engram.collector.cli.spans;

import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.arguments.TimeConverter;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.server.SpanFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes spans of a collector to a file. */
@Command(
        name = "export",
        description = "Writes spans to a file: all, one trace, or those that began in a time.",
        footer = Syntax.TIMES,
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "The file. A name that ends with .parquet gets Parquet, any other lines of OTLP/JSON.")
    private @Nullable Path file;

    @Option(names = "--trace", paramLabel = "ID", description = "The spans of this trace.")
    private @Nullable String trace;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Spans that began within the last TIME, such as 5m.")
    private @Nullable Duration since;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Spans that began at or after this moment, such as 2026-11-22T08:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Spans that began at or before this moment.")
    private @Nullable Instant to;

    @Override
    public Integer call() throws Failure {
        Path target = Objects.requireNonNull(file, "picocli asks for it");
        if (since != null && from != null) {
            throw new Failure("Give --since or --from, not both.");
        }
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("trace", trace);
        parameters.put("from", since == null ? from : Instant.now().minus(since));
        parameters.put("to", to);
        long count = WholeFile.write(target, part -> {
            try (InputStream lines = api.client().export(parameters)) {
                return write(lines, part, target.toString().endsWith(".parquet"));
            }
        });
        Output.println("Exported " + count + (count == 1 ? " span" : " spans") + " to " + file + ".");
        return 0;
    }

    private static long write(InputStream in, Path part, boolean parquet) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            if (parquet) {
                return SpanFiles.writeParquet(lines, part);
            }
            long count = 0;
            try (BufferedWriter out = Files.newBufferedWriter(part)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    count += SpanFiles.spans(line).size();
                    out.write(line);
                    out.write('\n');
                }
            }
            return count;
        }
    }
}
