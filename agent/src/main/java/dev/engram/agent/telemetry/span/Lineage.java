package dev.engram.agent.telemetry.span;

import dev.engram.agent.record.MemorySite;
import dev.engram.agent.rule.Operation;
import dev.engram.agent.telemetry.value.Numbers;
import dev.engram.agent.telemetry.value.ValueText;
import dev.engram.agent.trace.RecordedCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who stored the values that this process has in its memory: for the last {@value #MAX} keys that were stored or read, the
 * call that stored the value.
 *
 * <p>A key belongs to the type that its rule names and to a namespace. Its lineage ends where it is deleted, is not found any
 * more, or outlives its TTL. What another process stored is not known here. Not thread-safe.
 */
final class Lineage {

    private static final int MAX = 16_384;

    private final Map<Place, Writer> writers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Writer> eldest) {
            return size() > MAX;
        }
    };

    /** Where a value lies. */
    private static final class Place {
        private String type = "";
        private String namespace = "";
        private String key = "";

        Place at(String itsType, String itsNamespace, String itsKey) {
            type = itsType;
            namespace = itsNamespace;
            key = itsKey;
            return this;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place
                    && key.equals(place.key)
                    && namespace.equals(place.namespace)
                    && type.equals(place.type);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + namespace.hashCode();
        }
    }

    /** The call that stored a value; holds until the next call is told. */
    static final class Writer {
        long traceIdHigh;
        long traceIdLow;

        /** Zero where the call has no span. */
        long spanId;

        /** Null when not known. */
        @Nullable
        String agentId;

        /** When it had ended, as {@link System#nanoTime} has it. */
        long nanos;

        /** Nanoseconds that the value lives. */
        private long maxAge;

        private Writer() {}

        private void set(RecordedCall call, @Nullable String itsAgentId) {
            long ttl = Numbers.toLong(call.ttl);
            traceIdHigh = call.traceIdHigh;
            traceIdLow = call.traceIdLow;
            spanId = call.sampled ? call.spanId : 0;
            agentId = itsAgentId;
            nanos = call.endNanos;
            maxAge = ttl == Numbers.NO_LONG || ttl <= 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(ttl);
        }
    }

    /** What is looked up; another one for each key that is kept. */
    private Place asked = new Place();

    /**
     * A call that went well.
     *
     * @return of a value that was found who stored it; null when that is not known, and for any other operation
     */
    @Nullable
    Writer ended(RecordedCall call, MemorySite site, @Nullable String agentId) {
        Operation operation = site.operation();
        if (operation != Operation.STORE && operation != Operation.RETRIEVE && operation != Operation.DELETE) {
            return null;
        }
        String key = ValueText.of(call.key);
        if (key == null) {
            return null;
        }
        Place place = asked.at(site.rule().type(), Identifiers.namespace(call.namespace), key);
        Writer writer = writers.get(place);
        if (operation == Operation.STORE) {
            if (writer == null) {
                writer = new Writer();
                writers.put(place, writer);
                asked = new Place();
            }
            writer.set(call, agentId);
            return null;
        }
        boolean isGone = operation == Operation.DELETE || call.found == 0;
        if (writer != null && (isGone || call.startNanos - writer.nanos > writer.maxAge)) {
            writers.remove(place);
            return null;
        }
        return call.found == 1 ? writer : null;
    }
}
