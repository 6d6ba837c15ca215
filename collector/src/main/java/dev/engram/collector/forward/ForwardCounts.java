package dev.engram.collector.forward;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the spans or metric points of one signal since the start, at one moment:
 * received + recovered = forwarded + queued + dropped.
 *
 * @param recovered found in the queue's directory at the start
 * @param queued waiting or on their way
 * @param dropped by reason; each reason is there
 */
record ForwardCounts(long received, long recovered, long forwarded, long queued, Map<DropReason, Long> dropped) {

    ForwardCounts {
        dropped = Map.copyOf(dropped);
    }

    long droppedInAll() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts while it goes on. Not thread-safe. */
    static final class Running {

        private long received;
        private long recovered;
        private long forwarded;
        private long queued;
        private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);

        Running() {
            for (DropReason reason : DropReason.values()) {
                dropped.put(reason, 0L);
            }
        }

        void receive(long items) {
            received += items;
            queued += items;
        }

        void recover(long items) {
            recovered += items;
            queued += items;
        }

        void forward(long items) {
            forwarded += items;
            queued -= items;
        }

        void drop(long items, DropReason reason) {
            dropped.merge(reason, items, Long::sum);
            queued -= items;
        }

        ForwardCounts now() {
            return new ForwardCounts(received, recovered, forwarded, queued, dropped);
        }
    }
}
