package com.acme.memory.deep;

import java.util.List;
import java.util.Map;

/**
 * One thing that is kept for good.
 *
 * @param id names it
 * @param text what it says
 * @param tags what it is about
 * @param metadata whatever else is known of it
 * @param links ids of the memories nearest to it, nearest first
 * @param at when it was made, milliseconds since 1970
 */
public record DeepRecord(
        String id, String text, List<String> tags, Map<String, String> metadata, List<String> links, long at) {

    public DeepRecord {
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
        links = List.copyOf(links);
    }
}
