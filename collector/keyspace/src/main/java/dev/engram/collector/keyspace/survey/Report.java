package dev.engram.collector.keyspace.survey;

import dev.engram.collector.keyspace.survey.stats.SurveyStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a surveyor has to say: the newest survey, and how it came to that. Immutable.
 *
 * @param server its address, without credentials
 * @param pattern which keys; null for all
 * @param surveys how many were made
 * @param failed how many could not be made
 * @param failure why the last one could not, in a sentence; null where it could
 * @param since when the oldest survey of the window began
 * @param window surveys in the window
 * @param keysAtStart of the window
 * @param bytesAtStart of the window
 * @param peakKeys within the window
 * @param peakBytes within the window
 */
public record Report(
        String server,
        @Nullable String pattern,
        String template,
        SurveyStats now,
        long surveys,
        long failed,
        @Nullable String failure,
        Instant since,
        int window,
        long keysAtStart,
        long bytesAtStart,
        long peakKeys,
        long peakBytes) {

    static Report of(
            SurveySettings settings,
            SurveyStats newest,
            List<SurveyStats> window,
            long surveys,
            long failed,
            @Nullable String failure) {
        SurveyStats first = window.get(0);
        return new Report(
                settings.address().toString(),
                settings.pattern(),
                settings.templates().toString(),
                newest,
                surveys,
                failed,
                failure,
                first.time(),
                window.size(),
                first.keys(),
                first.bytes(),
                window.stream().mapToLong(SurveyStats::keys).max().orElse(0),
                window.stream().mapToLong(SurveyStats::bytes).max().orElse(0));
    }

    /** From the window's first survey to the newest. */
    public Duration span() {
        return Duration.between(since, now.time());
    }
}
