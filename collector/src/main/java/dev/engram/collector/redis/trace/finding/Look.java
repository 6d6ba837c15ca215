package dev.engram.collector.redis.trace.finding;

import dev.engram.collector.redis.trace.KnownKey;
import dev.engram.collector.redis.trace.KnownKeys;
import dev.engram.collector.redis.trace.TraceStats;
import dev.engram.collector.redis.trace.TraceWindow;
import java.util.Collection;

/**
 * What a detector goes by.
 *
 * @param now the trace just made, still without findings
 * @param earlier the traces before it
 * @param keys those looked at one by one
 * @param orphans companions whose owner the server does not have
 */
public record Look(
        TraceStats now, TraceWindow earlier, KnownKeys keys, Collection<KnownKey> orphans, FindingRules rules) {

    /** A number of the keys looked at, for all keys. */
    long scaled(long lookedAt) {
        return lookedAt * now.coverage().oneIn();
    }

    /** How many traces there are, this one among them. */
    int traces() {
        return earlier.size() + 1;
    }
}
