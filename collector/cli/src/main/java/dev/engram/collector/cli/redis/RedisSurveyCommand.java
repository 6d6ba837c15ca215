package dev.engram.collector.cli.redis;

import dev.engram.collector.cli.arguments.KeyspaceOptions;
import dev.engram.collector.cli.arguments.SizeConverter;
import dev.engram.collector.cli.arguments.Syntax;
import dev.engram.collector.cli.console.Failure;
import dev.engram.collector.cli.console.Output;
import dev.engram.collector.cli.spans.ApiOptions;
import dev.engram.collector.cli.spans.CollectorSpans;
import dev.engram.collector.common.render.Json;
import dev.engram.collector.common.render.Numbers;
import dev.engram.collector.keyspace.redis.Progress;
import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.redis.RedisServer;
import dev.engram.collector.keyspace.survey.Report;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.Surveyor;
import dev.engram.collector.keyspace.survey.report.Announcer;
import dev.engram.collector.keyspace.survey.report.KeyspaceMetrics;
import dev.engram.collector.keyspace.survey.report.MarkdownReport;
import dev.engram.collector.keyspace.survey.report.StatsJson;
import dev.engram.collector.keyspace.survey.report.TextReport;
import dev.engram.collector.keyspace.survey.report.TimeSeries;
import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Watches a keyspace until Ctrl-C, or looks at it once. */
@Command(
        name = "survey",
        aliases = "trace", // as it was called
        sortOptions = false,
        description =
                "Reports which keys a Redis has, how they change, which agents use them, and likely problems. Writes"
                        + " nothing to the server. Which agents use a key is read from the spans of a running collector, if there is"
                        + " one.",
        footer = {Syntax.TIMES, Syntax.SIZES},
        mixinStandardHelpOptions = true)
final class RedisSurveyCommand implements Callable<Integer> {

    private enum Format {
        TEXT,
        JSON,
        MARKDOWN
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final RedisOptions redis = new RedisOptions();

    @Option(
            names = "--once",
            description = "Make one survey, print the report and exit. Otherwise surveys are repeated until Ctrl-C.")
    private boolean once;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "Output format: text, json or markdown (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Append each survey to this file, as one JSON object per line (default:"
                    + " memory_tracer_timeseries.jsonl; with --once no file).")
    private @Nullable Path out;

    @Option(
            names = "--out-size",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Start a new file when the file has this size, and keep " + TimeSeries.KEPT
                    + " old files (default: ${DEFAULT-VALUE}).")
    private long outSize;

    @Mixin
    @SuppressWarnings("UnusedVariable") // for the launcher, and for --help
    private final PriorityOptions priority = new PriorityOptions();

    @Mixin
    private final KeyspaceOptions keyspace = new KeyspaceOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    public Integer call() throws Failure, InterruptedException {
        CollectorSpans spans = new CollectorSpans(api.client());
        SurveySettings settings = settings(spans);
        Surveyor surveyor = new Surveyor(settings);
        OtlpMetrics metrics = OtlpMetrics.of(System.getenv(), RedisSurveyCommand::warn);
        if (metrics != null) {
            surveyor.addListener(new KeyspaceMetrics(settings.address().toString(), metrics));
        }
        Path file = out == null && !once ? Path.of("memory_tracer_timeseries.jsonl") : out;
        try (TimeSeries series = file == null ? null : new TimeSeries(file, outSize)) {
            if (series != null) {
                surveyor.addListener(series);
            }
            if (once) {
                surveyor.survey();
                surveyor.report().ifPresent(this::print);
            } else {
                watch(surveyor, settings);
            }
            return 0;
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private SurveySettings settings(CollectorSpans spans) throws Failure {
        if (outSize < 1 << 20) {
            throw new ParameterException(spec.commandLine(), "--out-size is at least 1MiB, not " + outSize + "B.");
        }
        Optional<RedisAddress> seen = redis.isGiven() ? Optional.empty() : spans.redis();
        seen.ifPresent(address ->
                warn("Looking at " + address + ", which the collector's spans name; --redis takes another."));
        try {
            return keyspace.settings(seen.isPresent() ? seen.get() : redis.address())
                    .accesses(spans.accesses())
                    .progress(once ? new ProgressLine(System.err) : Progress.NONE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Until Ctrl-C or SIGTERM; then prints the report. */
    private void watch(Surveyor surveyor, SurveySettings settings) throws RedisException, InterruptedException {
        // Where nothing answers from the start, that is the end; later it is waited for.
        RedisServer.open(settings.address()).close();
        surveyor.addListener(new Announcer(RedisSurveyCommand::warn, RedisSurveyCommand::warn));
        if (format != Format.MARKDOWN) {
            surveyor.addListener(
                    stats -> Output.println(format == Format.JSON ? Json.write(StatsJson.of(stats)) : line(stats)));
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            surveyor.stop();
                            surveyor.report().ifPresent(this::print);
                        },
                        "engram-stop"));
        surveyor.start();
        new CountDownLatch(1).await();
    }

    private static String line(SurveyStats stats) {
        return stats.time().toString().substring(0, 19) + "Z  " + stats.keys() + " keys"
                + (stats.sizesKnown() ? ", " + Numbers.size(stats.bytes()) : "")
                + (stats.changes() == null
                        ? ""
                        : ", " + stats.changes().added() + " new, "
                                + stats.changes().removed() + " gone")
                + ", " + stats.findings().size() + (stats.findings().size() == 1 ? " finding" : " findings");
    }

    private void print(Report report) {
        Output.print(
                switch (format) {
                    case TEXT -> TextReport.render(report);
                    case MARKDOWN -> MarkdownReport.render(report);
                    case JSON -> StatsJson.of(report).toPrettyString() + "\n";
                });
    }

    private static void warn(String line) {
        System.err.println(line);
    }
}
