package dev.engram.agent.telemetry.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers spans into batches, those of each service apart, since a request tells the service once for all its spans. Not
 * thread-safe.
 */
public final class Batchers {

    private final Function<@Nullable String, Batcher> making;
    private final Batcher own;
    private final Map<String, Batcher> others = new HashMap<>();
    private final List<Batcher> all = new ArrayList<>();
    private Batcher filling;
    private boolean isHasty;

    /**
     * Batchers that hand over to one queue.
     *
     * @param maxSize spans in a batch
     * @param intervalNanos how long a span waits for others
     */
    public Batchers(int maxSize, long intervalNanos, BatchQueue queue, Buffers buffers) {
        making = service -> new Batcher(service, maxSize, intervalNanos, queue, buffers);
        own = making.apply(null);
        all.add(own);
        filling = own;
    }

    /**
     * The batch of a service that is being filled. Call {@link #added} once there is another span in it.
     *
     * @param service null for the process's own
     */
    public Batch filling(@Nullable String service) {
        filling = service == null ? own : others.computeIfAbsent(service, this::make);
        return filling.filling();
    }

    private Batcher make(String service) {
        Batcher made = making.apply(service);
        all.add(made);
        return made;
    }

    /** Hands the batch over that was asked for last, if it is full. */
    public void added() {
        filling.added();
    }

    /** Hands over what has waited long enough. */
    public void handOverIfDue() {
        for (int i = 0; i < all.size(); i++) {
            if (isHasty) {
                all.get(i).handOver();
            } else {
                all.get(i).handOverIfDue();
            }
        }
    }

    /** Hands over what there is, and from now on at each {@link #handOverIfDue}. */
    public void hasten() {
        isHasty = true;
        handOver();
    }

    /** Hands over what there is. */
    public void handOver() {
        all.forEach(Batcher::handOver);
    }
}
