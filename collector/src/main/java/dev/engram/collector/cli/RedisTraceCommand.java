package dev.engram.collector.cli;

import dev.engram.collector.json.Json;
import dev.engram.collector.redis.RedisAddress;
import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.RedisServer;
import dev.engram.collector.redis.trace.MemoryTracer;
import dev.engram.collector.redis.trace.Report;
import dev.engram.collector.redis.trace.TraceStats;
import dev.engram.collector.redis.trace.TracerSettings;
import dev.engram.collector.redis.trace.report.Announcer;
import dev.engram.collector.redis.trace.report.KeyspaceMetrics;
import dev.engram.collector.redis.trace.report.MarkdownReport;
import dev.engram.collector.redis.trace.report.StatsJson;
import dev.engram.collector.redis.trace.report.TextReport;
import dev.engram.collector.redis.trace.report.TimeSeries;
import dev.engram.collector.render.Numbers;
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
        name = "trace",
        sortOptions = false,
        description = "Says what keys a Redis has, how they change, who uses them, and what is noteworthy about that."
                + " Writes nothing to the server. Who uses them is known from the spans of a running collector, if there is"
                + " one.",
        mixinStandardHelpOptions = true)
final class RedisTraceCommand implements Callable<Integer> {

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

    @Option(names = "--once", description = "Make one trace, print the report and end.")
    private boolean once;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "text, json or markdown (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Append each trace to this file, one JSON object a line (default:"
                    + " memory_tracer_timeseries.jsonl; with --once none).")
    private @Nullable Path out;

    @Option(
            names = "--out-size",
            paramLabel = "MB",
            defaultValue = "64",
            description = "Begin a new file at this size; " + TimeSeries.KEPT
                    + " old ones are kept (default: ${DEFAULT-VALUE}).")
    private int outSize;

    @Mixin
    private final KeyspaceOptions keyspace = new KeyspaceOptions();

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    public Integer call() throws Failure, InterruptedException {
        CollectorSpans spans = new CollectorSpans(api.client());
        TracerSettings settings = settings(spans);
        MemoryTracer tracer = new MemoryTracer(settings);
        OtlpMetrics metrics = OtlpMetrics.of(System.getenv(), RedisTraceCommand::warn);
        if (metrics != null) {
            tracer.addListener(new KeyspaceMetrics(settings.address().toString(), metrics));
        }
        Path file = out == null && !once ? Path.of("memory_tracer_timeseries.jsonl") : out;
        try (TimeSeries series = file == null ? null : new TimeSeries(file, outSize * (1L << 20))) {
            if (series != null) {
                tracer.addListener(series);
            }
            if (once) {
                tracer.traceMemory();
                tracer.report().ifPresent(this::print);
            } else {
                watch(tracer, settings);
            }
            return 0;
        } catch (RedisException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private TracerSettings settings(CollectorSpans spans) throws Failure {
        if (outSize < 1) {
            throw new ParameterException(spec.commandLine(), "--out-size is at least 1, not " + outSize + ".");
        }
        Optional<RedisAddress> seen = redis.isGiven() ? Optional.empty() : spans.redis();
        seen.ifPresent(address ->
                warn("Looking at " + address + ", which the collector's spans name; --redis takes another."));
        try {
            return keyspace.settings(seen.isPresent() ? seen.get() : redis.address())
                    .accesses(spans.accesses())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Until Ctrl-C or SIGTERM; then prints the report. */
    private void watch(MemoryTracer tracer, TracerSettings settings) throws RedisException, InterruptedException {
        // Where nothing answers from the start, that is the end; later it is waited for.
        RedisServer.open(settings.address()).close();
        tracer.addListener(new Announcer(RedisTraceCommand::warn, RedisTraceCommand::warn));
        if (format != Format.MARKDOWN) {
            tracer.addListener(
                    stats -> Output.println(format == Format.JSON ? Json.write(StatsJson.of(stats)) : line(stats)));
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            tracer.stop();
                            tracer.report().ifPresent(this::print);
                        },
                        "engram-stop"));
        tracer.start();
        new CountDownLatch(1).await();
    }

    private static String line(TraceStats stats) {
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
