package com.acme.memory.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import com.acme.redis.RealRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Layer 3, deep memory, on a Redis 8, which searches vectors itself,")
@EnabledIfEnvironmentVariable(
        named = RealRedis.NEWER,
        matches = ".+",
        disabledReason = "it names no redis-server of version 8; .ci/redis-8 makes a folder with one")
class VectorSetTest {
    private static final int VECTORS = 100;
    private static final List<String> TAGS = List.of("auth", "database", "team");

    @RegisterExtension
    static final RealRedis REDIS = RealRedis.newer();

    private final Random random = new Random(1);
    private UserSpace space;

    @BeforeEach
    void makeSpace() {
        space = new UserSpace(REDIS.client(), "dev-alice");
    }

    private float[] vector() {
        float[] vector = new float[16];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    /** With none of the tags, or some of them. */
    private List<String> tags() {
        List<String> some = new ArrayList<>(TAGS);
        some.removeIf(tag -> random.nextBoolean());
        return some;
    }

    @Test
    @DisplayName("is found as the exact search finds it, by its tags too, and as near")
    void sameAsExact() {
        VectorIndex index = VectorIndex.in(space);
        VectorIndex exact = new ExactVectors(space);
        assertThat(index).isInstanceOf(VectorSet.class);
        for (int i = 0; i < VECTORS; i++) {
            String id = "memory-" + i;
            float[] vector = vector();
            List<String> tags = tags();
            space.write(id, transaction -> {
                index.put(transaction, id, vector, tags);
                exact.put(transaction, id, vector, tags);
            });
        }
        float[] query = vector();
        for (List<String> tags : List.of(List.<String>of(), List.of("auth"), TAGS)) {
            for (TagMatch match : TagMatch.values()) {
                List<Neighbour> expected = exact.nearest(query, 5, tags, match);
                assertThat(expected).hasSize(5);
                assertThat(index.nearest(query, 5, tags, match)).zipSatisfy(expected, (found, right) -> {
                    assertThat(found.id()).isEqualTo(right.id());
                    assertThat(found.score()).isCloseTo(right.score(), within(1e-4));
                });
            }
        }
    }

    @Test
    @DisplayName("is found by its meaning, by the server")
    void meaning() {
        WorkflowMemory memory = Memories.memory(REDIS.client());
        String jwt = memory.createDeepMemory("Authentication uses JWT", List.of("auth"), Map.of());
        memory.createDeepMemory("The team has lunch together on Fridays", List.of("team"), Map.of());
        assertThat(memory.searchDeepMemory("How do we sign users in?", 1, List.of())
                        .items())
                .extracting(DeepResult::id)
                .containsExactly(jwt);
        assertThat(REDIS.calls("VSIM")).isPositive();
    }
}
