package com.acme.memory.deep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a search of the deep memory found.
 *
 * @param score how near it is to the query, up to 1; null where nothing was asked for
 */
public record DeepResult(
        String id,
        String text,
        List<String> tags,
        Map<String, String> metadata,
        @Nullable Double score) {

    static DeepResult of(DeepRecord record, @Nullable Double score) {
        return new DeepResult(record.id(), record.text(), record.tags(), record.metadata(), score);
    }
}
