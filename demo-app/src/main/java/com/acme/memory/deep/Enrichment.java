package com.acme.memory.deep;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.UserSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Links a new deep memory to its nearest neighbours, both ways, and lets it inherit their tags: those that at least two of
 * them have, and at least half. Thread-safe.
 */
public final class Enrichment {
    private static final int MOST_LINKS = 4;

    /** Below this two sentences of all-MiniLM-L6-v2 have little to do with each other. */
    private static final double NEAR = 0.35;

    private final UserSpace space;
    private final DeepMemory deep;

    public Enrichment(UserSpace space, DeepMemory deep) {
        this.space = space;
        this.deep = deep;
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return deep.getNamespace();
    }

    /** Returns the record with its links and all its tags. */
    public DeepRecord enrich(DeepRecord record) {
        List<String> near = deep.nearestTo(record, MOST_LINKS).stream()
                .filter(neighbour -> neighbour.score() >= NEAR)
                .map(Neighbour::id)
                .toList();
        List<DeepRecord> neighbours =
                deep.records(near).stream().flatMap(Optional::stream).toList();
        if (neighbours.isEmpty()) {
            return record;
        }
        DeepRecord enriched = new DeepRecord(
                record.id(),
                record.text(),
                Stream.concat(record.tags().stream(), proposed(neighbours))
                        .distinct()
                        .limit(Inputs.MAX_TAGS)
                        .toList(),
                record.metadata(),
                neighbours.stream().map(DeepRecord::id).toList(),
                record.at());
        deep.update(
                enriched,
                neighbours.stream()
                        .map(neighbour -> linked(neighbour, record.id()))
                        .toList());
        return enriched;
    }

    private static Stream<String> proposed(List<DeepRecord> neighbours) {
        Map<String, Long> counts = neighbours.stream()
                .flatMap(neighbour -> neighbour.tags().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .filter(tag -> tag.getValue() >= 2 && 2 * tag.getValue() >= neighbours.size())
                .map(Map.Entry::getKey)
                .sorted();
    }

    /** The neighbour with one more link, the new one first; of too many the oldest goes. */
    private static DeepRecord linked(DeepRecord neighbour, String id) {
        return new DeepRecord(
                neighbour.id(),
                neighbour.text(),
                neighbour.tags(),
                neighbour.metadata(),
                Stream.concat(Stream.of(id), neighbour.links().stream())
                        .distinct()
                        .limit(2L * MOST_LINKS)
                        .toList(),
                neighbour.at());
    }
}
