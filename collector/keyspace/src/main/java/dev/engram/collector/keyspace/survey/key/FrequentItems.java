package dev.engram.collector.keyspace.survey.key;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts texts in bounded memory. As long as there are no more different ones than the capacity, every count is exact.
 * Beyond it those counted least are forgotten again and again (Misra and Gries, in the way of Apache DataSketches): a
 * count is then too low by {@link #error} at most, and what was counted more often than that is there for certain.
 *
 * <p>Not thread-safe.
 */
public final class FrequentItems {

    /**
     * A text and how often it was counted.
     *
     * @param count at least
     */
    public record Item(String text, long count) {}

    private final int capacity;
    private final Map<String, long[]> counts = new HashMap<>();
    private long error;
    private long total;

    public FrequentItems(int capacity) {
        this.capacity = capacity;
    }

    public void add(String text) {
        total++;
        long[] count = counts.get(text);
        if (count != null) {
            count[0]++;
            return;
        }
        if (counts.size() == capacity) {
            forgetHalf();
        }
        counts.put(text, new long[] {1});
    }

    private void forgetHalf() {
        long[] sorted = counts.values().stream().mapToLong(count -> count[0]).toArray();
        Arrays.sort(sorted);
        long median = sorted[sorted.length / 2];
        error += median;
        counts.values().removeIf(count -> {
            count[0] -= median;
            return count[0] <= 0;
        });
    }

    /** The texts counted most, first those with the greatest count. */
    public List<Item> top(int limit) {
        List<Item> items = new ArrayList<>(counts.size());
        counts.forEach((text, count) -> items.add(new Item(text, count[0])));
        items.sort(Comparator.comparingLong(Item::count).reversed().thenComparing(Item::text));
        return List.copyOf(items.subList(0, Math.min(limit, items.size())));
    }

    /** How much too low a count can be; 0 as long as all are exact. */
    public long error() {
        return error;
    }

    /** How many texts were counted, the same one again each time. */
    public long total() {
        return total;
    }
}
