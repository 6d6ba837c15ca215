package com.acme.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.acme.redis.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryManagerTest {
    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final StoreOptions OPTIONS = StoreOptions.in("aqe/test-plans", "qe-test-generator");
    private static final TestPlan PLAN = new TestPlan(
            "UserService", List.of(new TestCase("should create user", "high")), new Coverage(85, 78, 90), 1);

    private MemoryManager memory;

    @BeforeEach
    void connect() {
        memory = new MemoryManager(REDIS.client());
    }

    @Test
    void whatIsStoredIsRetrieved() {
        memory.store("plan", PLAN, OPTIONS);
        assertThat(memory.retrieve("plan", TestPlan.class, "aqe/test-plans")).isEqualTo(PLAN);
    }

    @Test
    void redisHoldsJsonUnderPartitionAndKey() {
        memory.store("plan", Map.of("n", 1), OPTIONS);
        assertThat(REDIS.client().get("aqe/test-plans:plan"))
                .contains("\"value\":{\"n\":1}")
                .contains("\"owner\":\"qe-test-generator\"");
    }

    @Test
    void anUnknownKeyIsNull() {
        assertThat(memory.retrieve("plan", TestPlan.class, "aqe/test-plans")).isNull();
    }

    @Test
    void partitionsAreApart() {
        memory.store("plan", PLAN, OPTIONS);
        assertThat(memory.retrieve("plan", TestPlan.class, "aqe/reports")).isNull();
        assertThat(memory.search("%", TestPlan.class, SearchOptions.in("aqe/reports")))
                .isEmpty();
        assertThat(memory.delete("plan", "aqe/reports")).isFalse();
    }

    @Test
    void aPartitionWithAColonIsRefusedSinceItsKeysCouldBeAnothers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreOptions.in("a:b", "me"))
                .withMessage("The partition 'a:b' is not usable: give a name without a colon, such as aqe/reports.");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.delete("key", ""));
    }

    @Test
    void timeToLiveIsInSecondsAndAnExpiredValueIsAMiss() {
        memory.store("hour", PLAN, OPTIONS.withTtl(3600));
        assertThat(REDIS.client().ttl("aqe/test-plans:hour")).isBetween(3590L, 3600L);
        memory.store("second", PLAN, OPTIONS.withTtl(1));
        assertThat(REDIS.client().pttl("aqe/test-plans:second")).isBetween(0L, 1000L);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> memory.retrieve("second", TestPlan.class, "aqe/test-plans") == null);
        assertThat(memory.search("second", TestPlan.class, SearchOptions.in("aqe/test-plans")))
                .isEmpty();
    }

    @Test
    void withoutTimeToLiveAValueStays() {
        memory.store("none", PLAN, OPTIONS);
        memory.store("zero", PLAN, OPTIONS.withTtl(0));
        assertThat(REDIS.client().ttl("aqe/test-plans:none")).isEqualTo(-1);
        assertThat(REDIS.client().ttl("aqe/test-plans:zero")).isEqualTo(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withTtl(-1));
    }

    @Test
    void aSecondStoreReplacesValueAndTimeToLive() {
        memory.store("plan", PLAN, OPTIONS.withTtl(3600));
        memory.store("plan", new TestPlan("Other", List.of(), PLAN.coverage(), 2), OPTIONS);
        TestPlan found = memory.retrieve("plan", TestPlan.class, "aqe/test-plans");
        assertThat(found).isNotNull().extracting(TestPlan::testSuite).isEqualTo("Other");
        assertThat(REDIS.client().ttl("aqe/test-plans:plan")).isEqualTo(-1);
    }

    @Test
    void deleteSaysWhetherThereWasAValue() {
        memory.store("plan", PLAN, OPTIONS);
        assertThat(memory.delete("plan", "aqe/test-plans")).isTrue();
        assertThat(memory.delete("plan", "aqe/test-plans")).isFalse();
        assertThat(memory.retrieve("plan", TestPlan.class, "aqe/test-plans")).isNull();
    }

    @Test
    void storeAllKeepsEveryValueWithOwnerAndTimeToLive() {
        memory.storeAll(Map.of("a", PLAN, "b", PLAN), OPTIONS.withTtl(60));
        assertThat(memory.search("%", TestPlan.class, SearchOptions.in("aqe/test-plans")))
                .containsExactly(
                        new MemoryEntry<>("a", "qe-test-generator", PLAN),
                        new MemoryEntry<>("b", "qe-test-generator", PLAN));
        assertThat(REDIS.client().ttl("aqe/test-plans:a")).isBetween(1L, 60L);
    }

    @Test
    void aSearchFindsByKeyInOrderAndStopsAtItsLimit() {
        for (int i = 0; i < 1500; i++) {
            memory.store("plan-%04d".formatted(i), i, OPTIONS);
        }
        memory.store("report", 0, OPTIONS);
        List<MemoryEntry<Integer>> all = memory.search("plan-%", Integer.class, SearchOptions.in("aqe/test-plans"));
        assertThat(all).hasSize(1500).extracting(MemoryEntry::value).isSorted();
        assertThat(memory.search("plan-%", Integer.class, new SearchOptions("aqe/test-plans", 250)))
                .isEqualTo(all.subList(0, 250));
    }

    @Test
    void aSearchNeverAsksForAllKeysAtOnce() {
        memory.store("plan", PLAN, OPTIONS);
        REDIS.resetCalls();
        memory.search("%", TestPlan.class, SearchOptions.in("aqe/test-plans"));
        assertThat(REDIS.calls("scan")).isPositive();
        assertThat(REDIS.calls("keys")).isZero();
    }

    @Test
    void aSearchFindsExactlyWhatSqlWouldWhateverTheKeysLookLike() {
        Random random = new Random(42);
        String[] parts = {"a", "A", "b", "-", "*", "?", "[", "]", "^", "\\", ":", "é", "É", "😀", " ", "%", "_"};
        List<String> keys = IntStream.range(0, 300)
                .mapToObj(i -> randomText(random, parts))
                .distinct()
                .sorted()
                .toList();
        keys.forEach(key -> memory.store(key, 1, StoreOptions.in("odd*[a]?", "me")));
        for (int i = 0; i < 300; i++) {
            String pattern = randomText(random, parts) + (random.nextBoolean() ? "%" : "");
            assertThat(memory.search(pattern, Integer.class, SearchOptions.in("odd*[a]?")))
                    .as("pattern %s", pattern)
                    .extracting(MemoryEntry::key)
                    .containsExactlyElementsOf(
                            keys.stream().filter(likeByRegex(pattern)).toList());
        }
    }

    @Test
    void aValueOfAnotherTypeIsSaidInOneSentence() {
        memory.store("plan", "no plan", OPTIONS);
        assertThatThrownBy(() -> memory.retrieve("plan", TestPlan.class, "aqe/test-plans"))
                .isInstanceOf(MemoryException.class)
                .hasMessage("What the memory holds as plan is not a TestPlan.");
        REDIS.client().set("aqe/test-plans:foreign", "not json");
        assertThatThrownBy(() -> memory.retrieve("foreign", TestPlan.class, "aqe/test-plans"))
                .isInstanceOf(MemoryException.class);
    }

    private static String randomText(Random random, String[] parts) {
        List<String> text = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.add(parts[random.nextInt(parts.length)]);
        }
        return String.join("", text);
    }

    /** The same meaning by other means: ASCII letters of a Java regex ignore case, {@code .} is one code point. */
    private static Predicate<String> likeByRegex(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints().forEach(c -> {
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .asMatchPredicate();
    }
}
