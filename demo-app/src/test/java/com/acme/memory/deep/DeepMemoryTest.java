package com.acme.memory.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.acme.memory.Memories;
import com.acme.memory.WorkflowMemory;
import com.acme.memory.support.TagMatch;
import com.acme.memory.support.UserSpace;
import com.acme.redis.RealRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Layer 3, deep memory, found by its meaning")
class DeepMemoryTest {
    private static final String JWT = "Authentication uses JWT: short access tokens, refresh tokens that rotate";
    private static final String INDEX = "The orders table needs an index on its creation date";
    private static final String LUNCH = "The team has lunch together on Fridays";

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Memories.SetClock clock = new Memories.SetClock();
    private WorkflowMemory memory;

    @BeforeEach
    void makeMemory() {
        memory = Memories.memory(REDIS.client(), "dev-alice", clock);
    }

    private void createThree() {
        for (String text : List.of(INDEX, JWT, LUNCH)) {
            memory.createDeepMemory(text, List.of(), Map.of());
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    @DisplayName("finds the note on JWT when asked how users sign in, and no unrelated text before it")
    void meaning() {
        createThree();
        List<DeepResult> results = memory.searchDeepMemory("How do we sign users in?", 10, List.of())
                .items();
        assertThat(results).hasSize(3).first().extracting(DeepResult::text).isEqualTo(JWT);
        assertThat(results).extracting(DeepResult::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(results.get(0).score()).isGreaterThan(0.3);
        assertThat(results.get(1).score()).isLessThan(0.15);
    }

    @Test
    @DisplayName("gives a result its text, id, tags, metadata and score")
    void result() {
        String id = memory.createDeepMemory(
                "Test pattern: Use factory pattern for object creation",
                List.of("pattern", "design", "factory"),
                Map.of("category", "design-pattern"));
        DeepResult found = memory.searchDeepMemory("factory pattern", 5, List.of("pattern"))
                .items()
                .get(0);
        assertThat(found.id()).isEqualTo(id);
        assertThat(found.text()).containsIgnoringCase("factory pattern");
        assertThat(found.tags()).containsExactly("pattern", "design", "factory");
        assertThat(found.metadata()).containsExactly(Map.entry("category", "design-pattern"));
        assertThat(found.score()).isBetween(0.5, 1.0);
    }

    @Test
    @DisplayName("takes an empty query for everything, newest first, without a score")
    void everything() {
        createThree();
        assertThat(memory.searchDeepMemory("", 100, List.of()).items())
                .extracting(DeepResult::text)
                .containsExactly(LUNCH, JWT, INDEX);
        assertThat(memory.searchDeepMemory(" ", 2, List.of()).items())
                .extracting(DeepResult::score)
                .containsExactly(null, null);
    }

    @Test
    @DisplayName("finds what has one of the tags, or all of them, with and without a query")
    void tags() {
        memory.createDeepMemory(JWT, List.of("auth", "security"), Map.of());
        memory.createDeepMemory(INDEX, List.of("database", "security"), Map.of());
        memory.createDeepMemory(LUNCH, List.of("team"), Map.of());
        for (String query : List.of("", "anything")) {
            assertThat(texts(query, TagMatch.ANY, "auth", "database")).containsExactlyInAnyOrder(JWT, INDEX);
            assertThat(texts(query, TagMatch.ALL, "auth", "security")).containsExactly(JWT);
            assertThat(texts(query, TagMatch.ALL, "auth", "team")).isEmpty();
            assertThat(texts(query, TagMatch.ANY, "nobody-has-this")).isEmpty();
        }
    }

    @Test
    @DisplayName("links a new memory with those near it, both ways, and lets it inherit the tags they share")
    void enrichment() {
        String first =
                memory.createDeepMemory("Refresh tokens rotate on each use", List.of("auth", "jwt", "first"), Map.of());
        String second = memory.createDeepMemory(
                "A refresh token is invalid once it was used", List.of("auth", "jwt", "second"), Map.of());
        String far = memory.createDeepMemory(LUNCH, List.of("team"), Map.of());
        String enriched =
                memory.createDeepMemory("Each use of a refresh token gives a new one", List.of("pattern"), Map.of());
        DeepMemory deep =
                new DeepMemory(new UserSpace(REDIS.client(), "dev-alice"), Memories.MODEL, new Memories.SetClock());
        assertThat(deep.get(Objects.requireNonNull(enriched))).hasValueSatisfying(record -> {
            assertThat(record.links()).containsExactlyInAnyOrder(first, second);
            assertThat(record.tags()).containsExactly("pattern", "auth", "jwt");
        });
        assertThat(deep.get(Objects.requireNonNull(first))).hasValueSatisfying(record -> {
            assertThat(record.links()).containsExactlyInAnyOrder(enriched, second);
            assertThat(record.tags()).containsExactly("auth", "jwt", "first");
        });
        assertThat(deep.get(Objects.requireNonNull(far)))
                .hasValueSatisfying(record -> assertThat(record.links()).isEmpty());
        assertThat(texts("refresh token", TagMatch.ALL, "pattern", "jwt"))
                .as("found by an inherited tag")
                .containsExactly("Each use of a refresh token gives a new one");
    }

    @Test
    @DisplayName("refuses tags with blanks or capitals and names a better one")
    void badTags() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.createDeepMemory(JWT, List.of("JSON Web Tokens"), Map.of()))
                .withMessage(
                        "The tag 'JSON Web Tokens' is not usable: take up to 64 small letters, digits, dots, dashes"
                                + " and underscores such as json-web-tokens.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.searchDeepMemory("tokens", 5, List.of("a\" or 1==1")));
        assertThat(memory.searchDeepMemory("", 10, List.of()).items()).isEmpty();
    }

    @Test
    @DisplayName("refuses a text of 10 MB and a limit of none")
    void badInput() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.createDeepMemory("x".repeat(10 << 20), List.of(), Map.of()))
                .withMessage("The deep memory has 10485760 bytes; up to 16384 are allowed.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.createDeepMemory("x", List.of(), Map.of("log", "x".repeat(10 << 20))))
                .withMessage("The metadata log has 10485763 bytes; up to 16384 are allowed.");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.searchDeepMemory("x", 0, List.of()));
    }

    private List<String> texts(String query, TagMatch match, String... tags) {
        return memory.searchDeepMemory(query, 10, List.of(tags), match).items().stream()
                .map(DeepResult::text)
                .toList();
    }
}
