package dev.engram.collector.cli.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.common.model.Table;
import dev.engram.collector.common.model.Table.Column;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.TextTable;
import dev.engram.collector.keyspace.survey.series.TimeSeries;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads what {@code redis survey} wrote. */
@Command(
        name = "trend",
        description = "Prints how namespaces grew, which keys stay, and what was found, over the surveys in a file of"
                + " redis survey.",
        mixinStandardHelpOptions = true)
final class RedisTrendCommand implements Callable<Integer> {

    private enum Format {
        TEXT,
        JSON
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "memory_tracer_timeseries.jsonl",
            description = "The file (default: ${DEFAULT-VALUE}). Older ones beside it, FILE.1 to FILE.5, are read too.")
    private Path file = Path.of("memory_tracer_timeseries.jsonl");

    @Option(names = "--days", paramLabel = "N", description = "Only the last N days.")
    private @Nullable Integer days;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "Output format, text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Override
    public Integer call() throws Failure {
        TimeSeries series;
        try {
            series = TimeSeries.read(
                    file, days == null ? Instant.MIN : Instant.now().minus(Duration.ofDays(days)));
        } catch (NoSuchFileException e) {
            throw new Failure("There is no file " + file + "; write one with redis survey, without --once.", e);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be used: " + e.getMessage() + ".", e);
        }
        Output.println(format == Format.TEXT ? text(series) : json(series));
        return 0;
    }

    private static String json(TimeSeries series) throws Failure {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("surveys", series.surveys());
        fields.put("skipped_lines", series.skipped());
        fields.put("from", series.from().toString());
        fields.put("to", series.to().toString());
        fields.put("namespaces", series.namespaces());
        fields.put(
                "persistent_keys",
                series.persistent().stream()
                        .map(each -> {
                            Map<String, @Nullable Object> key = new LinkedHashMap<>();
                            key.put("key", each.key());
                            key.put("surveys", each.surveys());
                            key.put("first", each.first().toString());
                            key.put("last", each.last().toString());
                            key.put("bytes", each.lastBytes());
                            return key;
                        })
                        .toList());
        fields.put("findings", series.findings());
        try {
            return Json.mapper()
                    .copy()
                    .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new Failure("The trend cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static String text(TimeSeries series) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d surveys from %s to %s%s%n%nNamespaces%n",
                series.surveys(),
                seconds(series.from()),
                seconds(series.to()),
                series.skipped() == 0 ? "" : "; " + series.skipped() + " lines are no survey"));
        text.append(table(
                List.of("namespace", "keys first", "last", "peak", "per day", "bytes first", "last", "per day"),
                series.namespaces().stream()
                        .map(each -> Arrays.<@Nullable Object>asList(
                                each.namespace(),
                                each.firstKeys(),
                                each.lastKeys(),
                                each.peakKeys(),
                                perDay(each.keysPerDay()),
                                each.firstBytes(),
                                each.lastBytes(),
                                perDay(each.bytesPerDay())))));
        text.append(String.format(Locale.ROOT, "%nKeys that stay%n"))
                .append(table(
                        List.of("key", "surveys", "first", "last", "bytes"),
                        series.persistent().stream()
                                .map(each -> Arrays.<@Nullable Object>asList(
                                        each.key(),
                                        each.surveys(),
                                        seconds(each.first()),
                                        seconds(each.last()),
                                        each.lastBytes()))));
        text.append(String.format(Locale.ROOT, "%nFindings%n"))
                .append(table(
                        List.of("finding", "surveys"),
                        series.findings().entrySet().stream()
                                .map(each -> Arrays.<@Nullable Object>asList(each.getKey(), each.getValue()))));
        return text.toString().stripTrailing();
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static @Nullable String perDay(@Nullable Double value) {
        return value == null ? null : String.format(Locale.ROOT, "%+,.0f", value);
    }

    private static String table(List<String> heads, Stream<List<@Nullable Object>> rows) {
        return TextTable.render(new Table(
                heads.stream()
                        .map(each ->
                                new Column(each, each.equals("key") || each.equals("namespace") ? "VARCHAR" : "BIGINT"))
                        .toList(),
                rows.toList(),
                false));
    }
}
