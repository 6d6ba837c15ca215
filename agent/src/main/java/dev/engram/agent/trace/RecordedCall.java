package dev.engram.agent.trace;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One complete call as the ring's consumer sees it. The same object shows one call after the other; nothing of it may be
 * kept. Used by one thread.
 */
public final class RecordedCall {

    /** How many extra attributes, and how many gauges, a rule may name. */
    public static final int MAX_ATTRIBUTES = 16;

    public static final int MAX_GAUGES = 4;

    /** Values that a call can carry beside its own: attributes, gauges, and fields that few rules have. */
    public static final int MAX_EXTRAS = 32;

    /** {@link #found} before it is known. */
    public static final byte UNKNOWN = -1;

    /** The upper and lower half of the trace id; never both zero. */
    public long traceIdHigh;

    public long traceIdLow;

    /** Never zero. */
    public long spanId;

    /** Zero in a root. */
    public long parentSpanId;

    /** As {@link OpenCall#hasRemoteParent}. */
    public boolean hasRemoteParent;

    /** {@link System#nanoTime} at entry and at exit. */
    public long startNanos;

    public long endNanos;

    /** Results of a search; -1 when not known. */
    public long resultCount = -1;

    /** Null in an object that shows no call. */
    public @Nullable Site site;

    /** Key or search pattern; for a command, the command or a batch of them. */
    public @Nullable Object key;

    /** The value stored or retrieved, sized later, off the application's thread; for a command, the reply. */
    public @Nullable Object value;

    public @Nullable Object namespace;

    public @Nullable Object agentId;

    public @Nullable Object agentType;

    /** The session's, or conversation's, id. */
    public @Nullable Object session;

    /** As {@link OpenCall#sessionSite}. */
    public @Nullable Site sessionSite;

    /** For a command, the connection. */
    public @Nullable Object self;

    /** Seconds, as the application gave them. */
    public @Nullable Object ttl;

    public @Nullable Object limit;

    /** As {@link OpenCall#hosted}. */
    public @Nullable Object hosted;

    /** As {@link OpenCall#origin}. */
    public @Nullable RemoteContext origin;

    /** What the call threw. */
    public @Nullable Throwable thrown;

    /** Failures of memory operations directly beneath this call; of a command, its failed attempts. */
    public @Nullable List<NestedError> nestedErrors;

    /** Values of the rule's extra attributes, gauges and rare fields, in the site's order. */
    public final @Nullable Object[] attributes = new @Nullable Object[MAX_EXTRAS];

    /** How many of {@link #attributes} are set. */
    public int attributeCount;

    /** False: counts in metrics, makes no span. */
    public boolean sampled;

    /** Whether it is a part of a memory operation around it; as another operation it counts in no metric then. */
    public boolean nested;

    /** 1 found, 0 not found, {@link #UNKNOWN}. */
    public byte found = UNKNOWN;

    /**
     * What failed beneath a call.
     *
     * @param site of the memory operation that failed; for a command, its own
     * @param key of the operation
     * @param namespace of the operation
     * @param nanos when, as {@link System#nanoTime} has it
     */
    public record NestedError(
            Site site, @Nullable Object key, @Nullable Object namespace, long nanos, Throwable thrown) {}

    /** Shows a call that is still open. */
    public void show(OpenCall call) {
        traceIdHigh = call.traceIdHigh;
        traceIdLow = call.traceIdLow;
        spanId = call.spanId;
        parentSpanId = call.parentSpanId;
        hasRemoteParent = call.hasRemoteParent;
        // Nobody read the clock for a call that was dropped when it began.
        startNanos = call.isDropped ? System.nanoTime() : call.startNanos;
        sampled = call.sampled && !call.isOthers;
        nested = call.nested;
        site = call.site;
        key = Unboxed.boxed(call.key);
        value = Unboxed.boxed(call.value);
        namespace = Unboxed.boxed(call.namespace);
        agentId = Unboxed.boxed(call.agentId);
        agentType = Unboxed.boxed(call.agentType);
        session = Unboxed.boxed(call.session);
        sessionSite = call.sessionSite;
        self = call.self;
        ttl = Unboxed.boxed(call.ttl);
        limit = Unboxed.boxed(call.limit);
        hosted = call.hosted;
        origin = call.origin;
        nestedErrors = call.nestedErrors();
        attributeCount = Math.min(call.attributeCount, call.attributes.length);
        for (int i = 0; i < attributeCount; i++) {
            attributes[i] = Unboxed.boxed(call.attributes[i]);
        }
    }

    /** Forgets the application's objects. */
    public void clear() {
        site = null;
        key = null;
        value = null;
        namespace = null;
        agentId = null;
        agentType = null;
        session = null;
        sessionSite = null;
        self = null;
        ttl = null;
        limit = null;
        hosted = null;
        origin = null;
        thrown = null;
        nestedErrors = null;
        found = UNKNOWN;
        resultCount = -1;
        Arrays.fill(attributes, 0, attributeCount, null);
        attributeCount = 0;
    }
}
