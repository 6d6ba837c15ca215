package dev.engram.agent.record;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Numbers the woven methods. The number is a constant in the woven code; the recorder finds the site by it. One method of
 * one type keeps its number however often, and in however many loaders, its class is woven. Thread-safe; bounded.
 */
public final class Sites {

    /** Methods that can be woven. */
    public static final int MAX = 16_384;

    private final Map<Object, Integer> numbers = new HashMap<>();

    /** Replaced as a whole: a woven method runs only after its site was added. */
    private volatile RecordedSite[] sites = {};

    /**
     * The number of the site that {@code identity} stands for, made by {@code factory} at first sight.
     *
     * @return -1 when {@value #MAX} sites are taken
     */
    public synchronized int number(List<?> identity, Supplier<? extends RecordedSite> factory) {
        Integer known = numbers.get(identity);
        if (known != null) {
            return known;
        }
        int next = sites.length;
        if (next == MAX) {
            return -1;
        }
        RecordedSite[] larger = Arrays.copyOf(sites, next + 1);
        RecordedSite site = factory.get();
        site.setNumber(next);
        larger[next] = site;
        sites = larger;
        numbers.put(List.copyOf(identity), next);
        return next;
    }

    /** The site of this number. */
    public RecordedSite get(int number) {
        return sites[number];
    }
}
