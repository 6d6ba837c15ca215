package dev.engram.collector.cli.serve;

import dev.engram.collector.cli.arguments.KeyspaceOptions;
import dev.engram.collector.cli.arguments.RedisPassword;
import dev.engram.collector.keyspace.redis.RedisException;
import dev.engram.collector.keyspace.survey.SurveySettings;
import dev.engram.collector.server.CollectorOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether and how a running collector surveys a Redis. */
final class ServeSurveyOptions {

    private static final String NONE = ":-" + CommandLine.Option.NULL_VALUE + "}";

    @Option(
            names = {"--redis", "--survey-redis", "--trace-redis"},
            paramLabel = "URI",
            defaultValue = "${env:ENGRAM_SURVEY_REDIS:-${env:ENGRAM_TRACE_REDIS" + NONE + "}",
            description = "Survey the keys of this Redis too, as \"engram redis survey\" does (environment:"
                    + " ENGRAM_SURVEY_REDIS, which hides the password from other users).")
    private @Nullable String uri;

    @Mixin
    private final RedisPassword password = new RedisPassword();

    /** As of {@code redis survey}, with the names that {@link SurveyNames} gives them. */
    @Mixin
    private final KeyspaceOptions keyspace = new KeyspaceOptions();

    @Option(
            names = {"--survey-out", "--trace-out"},
            paramLabel = "FILE",
            description = "Append each survey to this file, as one JSON object per line (default: no file).")
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
            SurveySettings settings = keyspace.settings(password.address("--redis", uri, variable()))
                    .build();
            return options.surveyRedis(settings, out);
        } catch (RedisException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static @Nullable String variable() {
        String variable = System.getenv("ENGRAM_SURVEY_REDIS");
        return variable == null ? System.getenv("ENGRAM_TRACE_REDIS") : variable;
    }
}
