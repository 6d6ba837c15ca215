package dev.engram.collector.common.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one span reports about memory, by {@link MemoryFact}. The same as the columns of {@link MemoryFact#query}.
 *
 * @param operation store, retrieve, search, delete or what else the span reports; null if it is not a memory operation
 * @param namespace that the span names; of a memory operation that names none the default one
 * @param subject key or pattern
 * @param agent that the span names itself
 * @param found whether a retrieve found something; null if nothing tells, and of other operations
 * @param results how many records there were
 * @param bytes of the value
 * @param nested whether it is a part of another operation, which alone is counted
 * @param databaseCall whether the span is a call of a database
 */
public record MemoryReading(
        @Nullable String operation,
        @Nullable String namespace,
        @Nullable String key,
        @Nullable String pattern,
        @Nullable String subject,
        @Nullable String agent,
        @Nullable String session,
        @Nullable Boolean found,
        @Nullable Long results,
        @Nullable Long bytes,
        boolean nested,
        boolean databaseCall) {

    /** Reads the attributes of a span. */
    public static MemoryReading of(Map<String, Object> span) {
        String operation = MemoryOperations.of(
                (String) MemoryFact.OWN_OPERATION.of(span), (String) MemoryFact.GEN_AI_OPERATION.of(span));
        String namespace = (String) MemoryFact.NAMED_NAMESPACE.of(span);
        String key = (String) MemoryFact.KEY.of(span);
        String pattern = (String) MemoryFact.PATTERN.of(span);
        Long results = (Long) MemoryFact.RESULTS.of(span);
        Boolean found = (Boolean) MemoryFact.REPORTS_FOUND.of(span);
        return new MemoryReading(
                operation,
                namespace == null && operation != null ? MemoryFact.DEFAULT_NAMESPACE : namespace,
                key,
                pattern,
                key == null ? pattern : key,
                (String) MemoryFact.AGENT.of(span),
                (String) MemoryFact.SESSION.of(span),
                !"retrieve".equals(operation) ? null : found != null ? found : results == null ? null : results > 0,
                results,
                (Long) MemoryFact.BYTES.of(span),
                Boolean.TRUE.equals(MemoryFact.REPORTS_NESTED.of(span)),
                MemoryFact.DATABASE.of(span) != null);
    }
}
