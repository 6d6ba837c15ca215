package dev.engram.collector.keyspace.survey.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrequentItemsTest {

    @Test
    @DisplayName("As long as there is room, every count is exact")
    void exact() {
        FrequentItems items = new FrequentItems(3);
        for (String text : new String[] {"a", "b", "a", "c", "a", "b"}) {
            items.add(text);
        }
        assertThat(items.top(2)).containsExactly(new FrequentItems.Item("a", 3), new FrequentItems.Item("b", 2));
        assertThat(items.error()).isZero();
        assertThat(items.total()).isEqualTo(6);
    }

    @Test
    @DisplayName("Beyond it, whatever is frequent is there, and no count is off by more than is said")
    void bounded() {
        FrequentItems items = new FrequentItems(50);
        Map<String, Long> truth = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            // Half of it five names, the rest a new one nearly each time.
            String text = random.nextBoolean() ? "often" + random.nextInt(5) : "once" + random.nextInt(1_000_000);
            items.add(text);
            truth.merge(text, 1L, Long::sum);
        }
        assertThat(items.total()).isEqualTo(100_000);
        assertThat(items.top(5)).extracting(FrequentItems.Item::text).allMatch(text -> text.startsWith("often"));
        assertThat(items.top(50))
                .hasSizeLessThanOrEqualTo(50)
                .allSatisfy(item ->
                        assertThat(truth.get(item.text())).isBetween(item.count(), item.count() + items.error()));
        assertThat(items.error()).isBetween(1L, 5_000L);
    }
}
