package dev.engram.collector.keyspace.survey.stats;

import dev.engram.collector.keyspace.survey.key.TtlClass;
import dev.engram.collector.keyspace.survey.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one survey found. Immutable.
 *
 * @param number 1 for a surveyor's first survey
 * @param time when it began
 * @param took how long it took, the pauses that spare the server among it
 * @param keys of the pattern; exact, but for keys that come and go during the survey; where keys are sampled, those of slots
 *     that a cluster moves during the survey may count twice
 * @param bytes their memory; where keys are sampled, extrapolated
 * @param sizesKnown false where the server does not let its MEMORY USAGE be asked; then all bytes are 0
 * @param types by the server's name of the type; where keys are sampled, extrapolated
 * @param ttl keys of each class; where keys are sampled, extrapolated
 * @param namespaces those with the most keys first
 * @param elsewhere keys of further namespaces
 * @param changes since the survey before; null in the first
 * @param biggest the biggest keys looked at, first the biggest
 * @param used the keys used most, or (by idle time) longest unused, first the most
 * @param notes what the reader has to know about the figures, a sentence each
 */
public record SurveyStats(
        long number,
        Instant time,
        Duration took,
        ServerFacts server,
        long keys,
        long bytes,
        boolean sizesKnown,
        Map<String, Share> types,
        Map<TtlClass, Long> ttl,
        List<NamespaceStats> namespaces,
        long elsewhere,
        @Nullable Changes changes,
        List<BigKey> biggest,
        Usage usage,
        List<UsedKey> used,
        Coverage coverage,
        List<String> notes,
        List<Finding> findings) {

    /** The same with its findings. */
    public SurveyStats with(List<Finding> found) {
        return new SurveyStats(
                number,
                time,
                took,
                server,
                keys,
                bytes,
                sizesKnown,
                types,
                ttl,
                namespaces,
                elsewhere,
                changes,
                biggest,
                usage,
                used,
                coverage,
                notes,
                List.copyOf(found));
    }

    /** The same without what is kept of single keys, to be compared with later ones: the usage of keys may be large. */
    public SurveyStats withoutKeys() {
        return new SurveyStats(
                number,
                time,
                took,
                server,
                keys,
                bytes,
                sizesKnown,
                types,
                ttl,
                namespaces,
                elsewhere,
                changes,
                List.of(),
                Usage.without(usage.source(), usage.why()),
                List.of(),
                coverage,
                notes,
                List.of());
    }

    /** The namespace, or null where this survey has none of that name among its greatest. */
    public @Nullable NamespaceStats namespace(String name) {
        for (NamespaceStats each : namespaces) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }
}
