package com.acme.memory.deep;

import com.acme.memory.support.Inputs;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.ZRangeParams;

/** Layer 3: what is kept for good, and found by its meaning. Thread-safe. */
public final class DeepMemory {
    private static final String WHAT = "the deep memory";

    private final UserSpace space;
    private final Embeddings embeddings;
    private final Clock clock;
    private final String records;
    private final String order;
    private volatile @Nullable VectorIndex vectors;

    public DeepMemory(UserSpace space, Embeddings embeddings, Clock clock) {
        this.space = space;
        this.embeddings = embeddings;
        this.clock = clock;
        this.records = space.key("deep");
        this.order = space.key("deep-order");
    }

    public String getUser() {
        return space.user();
    }

    public String getNamespace() {
        return space.namespace("deep");
    }

    /** Keeps a text under a new id. */
    public DeepStored create(String text, List<String> tags, Map<String, String> metadata) {
        Inputs.meaning("deep memory", text);
        DeepRecord record = new DeepRecord(
                "memory-" + UUID.randomUUID().toString().substring(24),
                text,
                Inputs.tags(tags),
                Inputs.metadata(metadata),
                List.of(),
                clock.millis());
        float[] vector = embeddings.of(text);
        VectorIndex index = index();
        List<Object> replies = space.write("the deep memory '" + headOf(text) + "'", transaction -> {
            transaction.zadd(order, (double) record.at(), record.id());
            transaction.zcard(order);
            transaction.hset(records, record.id(), UserSpace.json(record));
            index.put(transaction, record.id(), vector, record.tags());
        });
        return new DeepStored(record, (Long) replies.get(1));
    }

    /**
     * What is nearest to a query in meaning, nearest first; of an empty query everything, newest first.
     *
     * @param limit how many at most
     * @param tags only what has these; none for all
     */
    public List<DeepResult> search(String query, int limit, List<String> tags, TagMatch match) {
        Inputs.limit(limit);
        Inputs.tags(tags);
        if (query.isBlank()) {
            return newest(limit, tags, match);
        }
        List<Neighbour> near = index().nearest(embeddings.of(Inputs.meaning("query", query)), limit, tags, match);
        List<Optional<DeepRecord>> found =
                records(near.stream().map(Neighbour::id).toList());
        List<DeepResult> results = new ArrayList<>();
        for (int i = 0; i < near.size(); i++) {
            double score = near.get(i).score();
            found.get(i).ifPresent(record -> results.add(DeepResult.of(record, score)));
        }
        return List.copyOf(results);
    }

    /** How many memories there are. */
    public long count() {
        return space.read(WHAT, redis -> redis.zcard(order));
    }

    /** The memory with this id; empty, if there is none. */
    public Optional<DeepRecord> get(String id) {
        return records(List.of(id)).get(0);
    }

    /** The other memories nearest to one. */
    List<Neighbour> nearestTo(DeepRecord record, int limit) {
        return index().nearest(embeddings.of(record.text()), limit + 1, List.of(), TagMatch.ANY).stream()
                .filter(neighbour -> !neighbour.id().equals(record.id()))
                .limit(limit)
                .toList();
    }

    /** The records with these ids, in their order. */
    List<Optional<DeepRecord>> records(List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Optional<DeepRecord>> found = new ArrayList<>();
        for (String json : space.read(WHAT, redis -> redis.hmget(records, ids.toArray(String[]::new)))) {
            found.add(Optional.ofNullable(json).map(text -> space.parse(WHAT, text, DeepRecord.class)));
        }
        return found;
    }

    /** Writes a record that has other tags and links now, and those it is linked with, in one transaction. */
    void update(DeepRecord enriched, List<DeepRecord> relinked) {
        float[] vector = embeddings.of(enriched.text());
        VectorIndex index = index();
        space.write("the links of a deep memory", transaction -> {
            index.put(transaction, enriched.id(), vector, enriched.tags());
            transaction.hset(records, enriched.id(), UserSpace.json(enriched));
            relinked.forEach(record -> transaction.hset(records, record.id(), UserSpace.json(record)));
        });
    }

    /** Which one, the server must be asked; it may not be there yet when this object is made. */
    private VectorIndex index() {
        VectorIndex known = vectors;
        if (known == null) {
            known = VectorIndex.in(space);
            vectors = known;
        }
        return known;
    }

    private List<DeepResult> newest(int limit, List<String> tags, TagMatch match) {
        List<String> ids = space.read(
                WHAT,
                redis -> redis.zrange(
                        order,
                        ZRangeParams.zrangeParams(0, tags.isEmpty() ? limit - 1 : -1)
                                .rev()));
        return records(ids).stream()
                .flatMap(Optional::stream)
                .filter(record -> match.matches(tags, record.tags()))
                .limit(limit)
                .map(record -> DeepResult.of(record, null))
                .toList();
    }

    private static String headOf(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
