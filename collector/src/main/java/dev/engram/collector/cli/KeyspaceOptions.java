package dev.engram.collector.cli;

import dev.engram.collector.redis.RedisAddress;
import dev.engram.collector.redis.trace.KeyTemplate;
import dev.engram.collector.redis.trace.Namespaces;
import dev.engram.collector.redis.trace.TracerSettings;
import dev.engram.collector.redis.trace.finding.FindingRules;
import dev.engram.collector.redis.trace.finding.Limit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a keyspace is traced. */
final class KeyspaceOptions {

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Pause between two traces (default: ${DEFAULT-VALUE}).")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--history",
            paramLabel = "N",
            defaultValue = "100",
            description = "Traces that are compared (default: ${DEFAULT-VALUE}).")
    private int history;

    @Option(
            names = "--pattern",
            paramLabel = "PATTERN",
            description = "Only keys like this, as Redis matches them: agent:* (default: all).")
    private @Nullable String pattern;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            defaultValue = ":",
            description = "What ends a key's namespace (default: ${DEFAULT-VALUE}).")
    private String separator = "";

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "1",
            description = "Up to which separator a namespace goes (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
            names = "--key-template",
            paramLabel = "TEMPLATE",
            defaultValue = KeyTemplate.DEFAULT,
            description =
                    "How the application makes a Redis key of a memory's namespace and key, to bring its spans and"
                            + " its keys together (default: ${DEFAULT-VALUE}).")
    private String template = "";

    @Option(
            names = "--limit",
            paramLabel = "NAMESPACE=LIMIT",
            description = "What a namespace should not exceed, in keys or bytes: aqe/reports=1000,"
                    + " aqe/reports=10MB. May be given again.")
    private List<String> limits = List.of();

    @Option(
            names = "--companion",
            paramLabel = "SUFFIX",
            defaultValue = FindingRules.COMPANION,
            description = "Ending of keys that belong to the key without it (default: ${DEFAULT-VALUE}).")
    private String companion = "";

    @Option(
            names = "--exact-keys",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Up to how many keys each one is looked at; beyond, a sample is (default: ${DEFAULT-VALUE}).")
    private int exactKeys;

    @Option(
            names = "--busy",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "The part of the time in which the server may be kept busy (default: ${DEFAULT-VALUE}).")
    private double busy;

    /**
     * These settings for that server.
     *
     * @throws IllegalArgumentException where one of them is wrong; the message is one sentence
     */
    TracerSettings.Builder settings(RedisAddress address) {
        return TracerSettings.of(address)
                .interval(interval)
                .history(history)
                .pattern(pattern)
                .namespaces(new Namespaces(separator, depth))
                .template(new KeyTemplate(template))
                .rules(FindingRules.defaults(companion, limits(limits)))
                .exactKeys(exactKeys)
                .share(busy);
    }

    /** Limits by namespace, of texts such as {@code aqe/reports=10MB}. */
    static Map<String, Limit> limits(List<String> texts) {
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
