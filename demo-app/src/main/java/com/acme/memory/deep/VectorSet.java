package com.acme.memory.deep;

import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.VAddParams;
import redis.clients.jedis.params.VSimParams;

/**
 * Vectors in a vector set, which Redis itself searches: by its nature not exactly, so that of very many vectors, or with a tag that
 * few of them have, it may leave out some.
 */
final class VectorSet implements VectorIndex {
    private final UserSpace space;
    private final String key;

    VectorSet(UserSpace space) {
        this.space = space;
        this.key = space.key("deep-vector-set");
    }

    /** Whether the server has vector sets. */
    static boolean isKnown(UserSpace space) {
        Object answer = space.read(
                "the server's commands",
                redis -> redis.executeCommand(new CommandArguments(Protocol.Command.COMMAND)
                        .add("INFO")
                        .add("VADD")));
        return answer instanceof List<?> commands && !commands.isEmpty() && commands.get(0) instanceof List<?>;
    }

    @Override
    public void put(AbstractTransaction transaction, String id, float[] vector, List<String> tags) {
        transaction.vaddFP32(
                key,
                Vectors.bytes(vector),
                id,
                new VAddParams().noQuant().setAttr(UserSpace.json(Map.of("tags", tags))));
    }

    @Override
    public List<Neighbour> nearest(float[] query, int limit, List<String> tags, TagMatch match) {
        VSimParams params = new VSimParams().count(limit);
        if (!tags.isEmpty()) {
            // Tags have no character that could end the text in the filter.
            params.filter(tags.stream()
                    .map(tag -> "\"" + tag + "\" in .tags")
                    .collect(Collectors.joining(match == TagMatch.ANY ? " or " : " and ")));
        }
        return space
                .read("the vectors of the deep memory", redis -> redis.vsimWithScores(key, query, params))
                .entrySet()
                .stream()
                // Redis says 1 for the same direction and 0 for the opposite.
                .map(entry -> new Neighbour(entry.getKey(), 2 * entry.getValue() - 1))
                .toList();
    }
}
