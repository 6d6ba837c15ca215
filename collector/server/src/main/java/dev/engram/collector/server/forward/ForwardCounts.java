package dev.engram.collector.server.forward;

import java.util.Map;

/**
 * What became of the spans or metric points of one signal since the start, at one moment:
 * received = forwarded + queued + dropped.
 *
 * @param queued waiting or on their way
 * @param droppedBy by reason; each reason is there
 */
record ForwardCounts(long received, long forwarded, long queued, Map<DropReason, Long> droppedBy) {

    ForwardCounts {
        droppedBy = Map.copyOf(droppedBy);
    }

    long dropped() {
        return droppedBy.values().stream().mapToLong(Long::longValue).sum();
    }
}
