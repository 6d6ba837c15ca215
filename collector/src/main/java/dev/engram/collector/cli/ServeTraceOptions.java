package dev.engram.collector.cli;

import dev.engram.collector.CollectorOptions;
import dev.engram.collector.redis.RedisAddress;
import dev.engram.collector.redis.RedisException;
import dev.engram.collector.redis.trace.KeyTemplate;
import dev.engram.collector.redis.trace.TracerSettings;
import dev.engram.collector.redis.trace.finding.FindingRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How a running collector traces a Redis; as {@link KeyspaceOptions}, but for what is rarely set. */
final class ServeTraceOptions {

    private static final String NONE = ":-" + CommandLine.Option.NULL_VALUE + "}";

    @Option(
            names = "--trace-redis",
            paramLabel = "URI",
            defaultValue = "${env:ENGRAM_TRACE_REDIS" + NONE,
            description = "Also trace the keys of this Redis, as \"engram redis trace\" does (environment:"
                    + " ENGRAM_TRACE_REDIS, where others cannot read the password).")
    private @Nullable String uri;

    @Option(
            names = "--trace-interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Pause between two traces (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(names = "--trace-pattern", paramLabel = "PATTERN", description = "Only keys like this (default: all).")
    private @Nullable String pattern;

    @Option(
            names = "--trace-key-template",
            paramLabel = "TEMPLATE",
            defaultValue = KeyTemplate.DEFAULT,
            description = "How the application makes a Redis key of a memory's namespace and key (default:"
                    + " ${DEFAULT-VALUE}).")
    private String template = "";

    @Option(
            names = "--trace-limit",
            paramLabel = "NAMESPACE=LIMIT",
            description = "What a namespace should not exceed: aqe/reports=1000, aqe/reports=10MB.")
    private List<String> limits = List.of();

    @Option(
            names = "--trace-out",
            paramLabel = "FILE",
            description = "Append each trace to this file, one JSON object a line (default: none).")
    private @Nullable Path out;

    /**
     * Adds them to the collector's.
     *
     * @throws IllegalArgumentException where one of them is wrong; the message is one sentence
     */
    CollectorOptions.Builder addTo(CollectorOptions.Builder options) {
        if (uri == null || uri.isEmpty()) {
            return options;
        }
        try {
            TracerSettings settings = TracerSettings.of(RedisAddress.parse(uri))
                    .interval(interval)
                    .pattern(pattern)
                    .template(new KeyTemplate(template))
                    .rules(FindingRules.defaults(FindingRules.COMPANION, KeyspaceOptions.limits(limits)))
                    .build();
            return options.traceRedis(settings, out);
        } catch (RedisException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
