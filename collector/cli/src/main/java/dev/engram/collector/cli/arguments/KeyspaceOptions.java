package dev.engram.collector.cli.arguments;

import dev.engram.collector.keyspace.redis.RedisAddress;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.keyspace.survey.finding.FindingRules;
import dev.engram.collector.keyspace.survey.finding.Limit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a keyspace is surveyed. */
public final class KeyspaceOptions {

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "Time between two surveys (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--history",
            paramLabel = "N",
            defaultValue = "100",
            description = "Number of past surveys to compare with (default: ${DEFAULT-VALUE}).")
    private int history;

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            description = "Survey only keys that match this Redis pattern, such as agent:* (default: all).")
    private @Nullable String pattern;

    @Mixin
    private final KeyNameOptions names = new KeyNameOptions();

    @Option(
            names = "--limit",
            paramLabel = "NAMESPACE=LIMIT",
            description = "Limit of a namespace, in keys or bytes: aqe/reports=1000, aqe/reports=10MB. A namespace"
                    + " above its limit is reported. May be repeated.")
    private List<String> limits = List.of();

    @Option(
            names = "--exact-keys",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Examine each key up to this number of keys; above it, examine a sample (default:"
                    + " ${DEFAULT-VALUE}).")
    private int exactKeys;

    @Option(
            names = "--busy",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "Largest share of the server's time to use, from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double busy;

    /**
     * These settings for that server.
     *
     * @throws IllegalArgumentException where one of them is wrong; the message is one sentence
     */
    public SurveySettings.Builder settings(RedisAddress address) {
        return SurveySettings.of(address)
                .interval(interval)
                .history(history)
                .pattern(pattern)
                .namespaces(names.namespaces())
                .templates(names.templates())
                .rules(FindingRules.defaults(names.companion(), limits(limits)))
                .exactKeys(exactKeys)
                .share(busy);
    }

    /** Limits by namespace, of texts such as {@code aqe/reports=10MB}. */
    private static Map<String, Limit> limits(List<String> texts) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.lastIndexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "A limit names its namespace, as in aqe/reports=1000; \"" + text + "\" does not.");
            }
            limits.merge(text.substring(0, equals), Limit.parse(text.substring(equals + 1)), Limit::and);
        }
        return limits;
    }
}
