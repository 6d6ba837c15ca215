package dev.engram.collector.keyspace.survey.stats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something noteworthy. Immutable.
 *
 * @param namespace where; null for the whole server or several namespaces
 * @param says what was found, with its numbers, in a sentence
 * @param numbers the same for programs
 * @param keys a few of the keys meant
 * @param agent who causes it; null where spans do not tell
 * @param advice what to do, in a sentence
 */
public record Finding(
        FindingKind kind,
        Severity severity,
        @Nullable String namespace,
        String says,
        Map<String, Number> numbers,
        List<String> keys,
        @Nullable String agent,
        String advice) {

    public Finding {
        keys = List.copyOf(keys);
    }
}
