package dev.engram.agent.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its entry until its span is built: first open on its thread's {@link TraceStack}, then, complete, in a
 * slot of the ring. It is the same object all the way, so that nothing is copied; the slot gives its empty frame in
 * exchange.
 *
 * <p>A frame belongs to one thread at a time and is handed over by the ring's publication, so its fields are plain.
 * References to application objects stay only until {@link #clear}.
 */
public final class Frame {

    /** How many extra attributes a rule may name. */
    public static final int MAX_ATTRIBUTES = 16;

    private static final int MAX_NESTED_ERRORS = 8;

    /** {@link #found} before it is known. */
    public static final byte UNKNOWN = -1;

    /** The upper and lower half of the trace id; never both zero in an open frame. */
    public long traceIdHigh;

    public long traceIdLow;

    /** Never zero in an open frame. */
    public long spanId;

    /** Zero in a root. */
    public long parentSpanId;

    /** False: counts in metrics, makes no span. */
    public boolean sampled;

    /** True once the call has returned or thrown. */
    public boolean ended;

    /** {@link System#nanoTime} at entry and at exit. */
    public long startNanos;

    public long endNanos;

    /** Set while open. */
    public @Nullable Site site;

    /** The receiver; for a command, the connection. */
    public @Nullable Object self;

    /** Key or search pattern; for a command, the command. */
    public @Nullable Object key;

    /** The value stored or retrieved, sized later, off the application's thread. */
    public @Nullable Object value;

    public @Nullable Object namespace;

    /** Seconds, as the application gave them. */
    public @Nullable Object ttl;

    public @Nullable Object limit;

    public @Nullable Object agentId;

    public @Nullable Object agentType;

    /** Values of the rule's extra attributes, in the rule's order. */
    public final @Nullable Object[] attributes = new @Nullable Object[MAX_ATTRIBUTES];

    /** How many of {@link #attributes} are set. */
    public int attributeCount;

    /** 1 found, 0 not found, {@link #UNKNOWN}. */
    public byte found = UNKNOWN;

    /** Results of a search; -1 when not known. */
    public long resultCount = -1;

    /** What the call threw. */
    public @Nullable Throwable thrown;

    /** Failures of memory operations directly beneath this call, at most {@value #MAX_NESTED_ERRORS}. */
    public @Nullable List<NestedError> nestedErrors;

    /** How many calls were folded into this one. */
    int folded;

    /** The stack that holds this frame while it is open. */
    @Nullable
    TraceStack stack;

    /** A memory operation that failed beneath a call: what its {@code memory.error} event tells. */
    public static final class NestedError {
        public final long nanos;
        public final Site site;
        public final @Nullable Object key;
        public final @Nullable Object namespace;
        public final Throwable thrown;

        NestedError(Frame failed, Site site, Throwable thrown) {
            this.nanos = failed.endNanos;
            this.site = site;
            this.key = failed.key;
            this.namespace = failed.namespace;
            this.thrown = thrown;
        }
    }

    /** Notes that {@code failed}, a memory operation directly beneath, threw. Allocates: failures are rare. */
    public void nest(Frame failed) {
        Site failedSite = failed.site;
        Throwable failure = failed.thrown;
        if (failedSite == null || failure == null) {
            return;
        }
        List<NestedError> errors = nestedErrors;
        if (errors == null) {
            errors = new ArrayList<>(1);
            nestedErrors = errors;
        }
        if (errors.size() < MAX_NESTED_ERRORS) {
            errors.add(new NestedError(failed, failedSite, failure));
        }
    }

    /** Forgets everything about the call. */
    public void clear() {
        site = null;
        self = null;
        key = null;
        value = null;
        namespace = null;
        ttl = null;
        limit = null;
        agentId = null;
        agentType = null;
        for (int i = 0; i < attributeCount; i++) {
            attributes[i] = null;
        }
        attributeCount = 0;
        found = UNKNOWN;
        resultCount = -1;
        thrown = null;
        nestedErrors = null;
        folded = 0;
        stack = null;
        ended = false;
        spanId = 0;
    }
}
