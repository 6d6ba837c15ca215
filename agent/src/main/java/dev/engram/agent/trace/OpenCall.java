package dev.engram.agent.trace;

import dev.engram.bootstrap.Entry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call between its entry and its exit. It belongs to one place of one thread's {@link TraceStack} for ever and is used
 * again for every call there, so it stays in the processor's cache; when the call is over, the ring copies it.
 *
 * <p>A call whose method has returned before it was over leaves its place for good ({@link TraceStack#take}) and is a
 * plain object from then on, used by one thread after the other.
 *
 * <p>Used by its thread only, but for {@link TraceStack#forEachOpen}. References to application objects stay only until
 * {@link #clear}.
 */
public final class OpenCall extends Entry {

    private static final int MAX_NESTED_ERRORS = 8;
    private static final @Nullable Object[] NO_ATTRIBUTES = {};
    private static final Site[] NO_SITES = {};

    /** Callbacks of callbacks that are parts of one trace after what handed them over has ended. */
    private static final int MAX_CAUSES = 8;

    /**
     * In place of {@link #lostExits}, of what a thread was started in: it is looked at again whenever something begins. A field
     * that is looked at anyway, so that this costs other calls nothing.
     */
    static final int WHILE_OPEN = -1;

    /** The same of what a task was handed over in, which the task belongs to {@link #AFTER_END_NANOS} longer. */
    static final int AND_AFTER = -3;

    /**
     * How long a task that runs belongs to a call that has ended, from the first thing that it begins after that: one that goes
     * on serves others.
     */
    private static final long AFTER_END_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** In place of the time at which a call is over: it has said so itself. */
    private static final long OVER = 1;

    /** The upper and lower half of the trace id; never both zero. */
    public long traceIdHigh;

    public long traceIdLow;

    /** Never zero, but in {@link TraceStack#attachNothing}. */
    public long spanId;

    /** Zero in a root. */
    public long parentSpanId;

    /** Whether its parent is a span of another process. */
    public boolean hasRemoteParent;

    /** False: counts in metrics, makes no span. */
    public boolean sampled;

    /** Whether it is a part of a memory operation around it; as another operation it counts in no metric then. */
    public boolean nested;

    /** Whether it is handed on when it is over: for its span, or to be counted in metrics. */
    public boolean isHandedOn;

    /** Whether it is dropped already: the ring was full when it began. */
    public boolean isDropped;

    /** {@link System#nanoTime} at entry. */
    public long startNanos;

    /** The site of the last call here. */
    public Site site;

    /** Key or search pattern; for a command, the command. */
    public @Nullable Object key;

    public @Nullable Object namespace;

    /** The value stored or retrieved. */
    public @Nullable Object value;

    public @Nullable Object agentId;

    public @Nullable Object agentType;

    /** The session's, or conversation's, id. */
    public @Nullable Object session;

    /** Whose rule has read {@link #session}, and decides how it is shown: the site of this call or of one around it. */
    public @Nullable Site sessionSite;

    /** The receiver, where it is needed at exit; for a command, the connection. */
    public @Nullable Object self;

    /** Of a task: the object whose method was called last, of the calls that are one with it. */
    public @Nullable Object receiver;

    /** Seconds, as the application gave them. */
    public @Nullable Object ttl;

    public @Nullable Object limit;

    /** As {@link RecordedCall#attributes}; made at the first call that has some. */
    public @Nullable Object[] attributes = NO_ATTRIBUTES;

    /** How many of {@link #attributes} are set. */
    public int attributeCount;

    /** 1 found, 0 not found, {@link RecordedCall#UNKNOWN}. */
    public byte found = RecordedCall.UNKNOWN;

    /** Results of a search; -1 when not known. */
    public long resultCount = -1;

    /** Of a command: whether the next of the calls folded into it that ends is the reading of its reply. */
    public boolean awaitsReply;

    /** As {@link RecordedCall#nestedErrors}, at most {@value #MAX_NESTED_ERRORS}. */
    private @Nullable List<RecordedCall.NestedError> nestedErrors;

    /** The span that a host makes of this call, where Engram runs within another agent; null where Engram makes it itself. */
    public @Nullable Object hosted;

    /**
     * Whether the span that a library makes itself of this task takes its place, should the library begin it now: nothing has
     * begun within this call so far.
     */
    public boolean givesWay;

    /** Whether it stands for a span of the application's own OpenTelemetry, whose ids it has: it makes no span. */
    boolean isOthers;

    /** What another process told, of which this is the place on the stack, or which this call continues. */
    @Nullable
    RemoteContext remote;

    /** What {@link #asParent} gave. */
    private @Nullable OpenCall asParent;

    /** Whether {@link #asParent} is the one of another call, for which this stands on a stack. */
    private boolean stands;

    /** Of a root: what has handed over the work that it is, and had ended by then; null for nothing. */
    public @Nullable RemoteContext origin;

    /** Whether what is handed over here was handed over by the call for which this stands. */
    boolean isForwarding;

    /** Of {@link #asParent}: when the call is taken to be over, as {@link System#nanoTime}; 0 while it is open, or {@link #OVER}. */
    private volatile long end;

    /** Of {@link #asParent}: the same of the call around it in its trace; null without one. */
    private @Nullable OpenCall outer;

    /** Of {@link #asParent}: the sites of the calls that have handed over this one, each of which had ended; the last one last. */
    private Site[] causes = NO_SITES;

    /** Of {@link #asParent}: what {@link #successor()} gave. */
    private @Nullable OpenCall successor;

    /** Of {@link #asParentOfOthers}: what {@link #asParent} gives of the same call, which knows whether that is over. */
    private @Nullable OpenCall whole;

    /** The streams that this call waits for or is, as long as its method runs; null for none. */
    public @Nullable OpenStreams streams;

    /** Of a copy: the streams of the call, or of the nearest one around it that had any. */
    @Nullable
    WeakReference<OpenStreams> streamsAround;

    /** Of what a task was handed over in: until when the task belongs to the call that has ended, as {@link System#nanoTime}; or 0. */
    long until;

    /** How many calls are folded into this one and still running. */
    int folded;

    /** Whether it may hold anything of a call. */
    boolean isDirty;

    /** The site of the memory operation that this call is or runs in; null outside of any. */
    public @Nullable Site operation;

    /** The stack that it lies on. */
    public final TraceStack stack;

    /** Its place there, 0 for a root. */
    public final int place;

    OpenCall(TraceStack stack, int place, Site site) {
        this.stack = stack;
        this.place = place;
        this.site = site;
    }

    /** Room for {@code count} values. */
    public @Nullable Object[] attributes(int count) {
        if (attributes.length == 0) {
            attributes = new @Nullable Object[RecordedCall.MAX_EXTRAS];
        }
        attributeCount = count;
        return attributes;
    }

    /** Counts one more call into this one instead of opening another. */
    public void fold() {
        folded++;
    }

    /** True when an exit belongs to a folded call, and this one stays open. */
    public boolean unfold() {
        if (lostExits > 0) {
            // The inner calls end first, so these were theirs.
            folded = Math.max(0, folded - lostExits);
            lostExits = 0;
        }
        if (folded == 0) {
            return false;
        }
        folded--;
        return true;
    }

    /** Whether an exit will belong to a call folded into this one. */
    public boolean isFolded() {
        return folded > 0;
    }

    /**
     * What a call that begins later, maybe on another thread, has to know of this one to be its child. Never changed, and the
     * same one each time.
     */
    public OpenCall asParent() {
        OpenCall known = asParent;
        return known == null ? newParent() : known;
    }

    private OpenCall newParent() {
        OpenCall copy = newParent(site);
        stack.place(this, copy);
        if (site.kind() == Site.Kind.TASK) {
            copy.keepTexts(this);
        }
        copy.asParent = copy;
        asParent = copy;
        return copy;
    }

    private OpenCall newParent(Site seen) {
        OpenCall copy = new OpenCall(stack, place, seen);
        copy.traceIdHigh = traceIdHigh;
        copy.traceIdLow = traceIdLow;
        copy.spanId = spanId;
        copy.sampled = sampled;
        copy.hosted = hosted;
        copy.givesWay = givesWay;
        copy.isOthers = isOthers;
        copy.inherit(this);
        copy.remote = stack.remote(this);
        OpenStreams near = stack.streams(this);
        copy.streamsAround = near == null ? null : near.weak;
        return copy;
    }

    /**
     * As {@link #asParent}, for what the application does when it is called back: that is a child, never a part, of this call,
     * also where it does the same.
     */
    public OpenCall asParentOfOthers() {
        OpenCall known = asParent();
        OpenCall copy = newParent(TraceStack.CONTEXT);
        copy.whole = known.whole == null ? known : known.whole;
        copy.outer = known.outer;
        copy.causes = known.causes;
        copy.asParent = copy;
        return copy;
    }

    /** Takes over the attributes that may be part of a span's name. */
    private void keepTexts(OpenCall task) {
        attributes = Arrays.copyOf(task.attributes, task.attributeCount);
        attributeCount = task.attributeCount;
        for (int i = 0; i < attributeCount; i++) {
            if (!(attributes[i] instanceof String)) {
                attributes[i] = null;
            }
        }
    }

    /** Takes its place within a call on the same thread. Of {@link #asParent}, before anybody else sees it. */
    void setOuter(OpenCall around) {
        if (isOfTrace(around)) {
            outer = around;
            causes = around.causes;
        }
    }

    /** Takes its place within work that a call has handed over. Of {@link #asParent}, before anybody else sees it. */
    void setOuterOfWork(OpenCall handedOverBy) {
        if (!isOfTrace(handedOverBy)) {
            return;
        }
        if (!handedOverBy.isOver()) {
            setOuter(handedOverBy);
            return;
        }
        outer = handedOverBy.openAround();
        causes = Arrays.copyOf(handedOverBy.causes, handedOverBy.causes.length + 1);
        causes[causes.length - 1] = handedOverBy.work();
    }

    private boolean isOfTrace(OpenCall other) {
        return other.traceIdLow == traceIdLow && other.traceIdHigh == traceIdHigh;
    }

    /** Of {@link #asParent}: whether the call is over. */
    public boolean isOver() {
        if (whole != null) {
            return whole.isOver();
        }
        long known = end;
        return known == OVER || (known != 0 && System.nanoTime() - known >= 0);
    }

    /** Notes for what has {@link #asParent} that this call is over. Any thread; {@link #clear} does it too. */
    public void end() {
        OpenCall known = asParent;
        if (known != null && !stands) {
            known.end = OVER;
        }
    }

    /** Has this be taken for open after it has left its stack, since its end is not seen; at most so long. */
    public void endLater(long nanos) {
        OpenCall known = asParent;
        if (known != null && !stands) {
            known.end = (System.nanoTime() + nanos) | 2; // neither 0 nor OVER
            asParent = null;
        }
    }

    /**
     * What work continues that is handed over now, within this innermost call: this call, or what it stands for; when that has
     * ended, {@link #successor()}.
     */
    public OpenCall handedOver() {
        OpenCall context = asParent();
        return stands && !isForwarding && context.isOver() ? context.successor() : context;
    }

    /**
     * Of {@link #asParent}: what work continues that was handed over within the call, and begins now. That is the call, also
     * when it has ended.
     */
    OpenCall continued() {
        return causes.length >= MAX_CAUSES && isOver() ? successor() : this;
    }

    /**
     * What the parent is of a call of that site which begins within this. That is this; but not for a task that hands itself on,
     * where what this stands for has ended, and was such a task itself, or a callback of one. Neither for a streamed task that
     * begins the next one in the callback for the end of its stream. Then it is {@link #successor()}.
     */
    public OpenCall parentOf(Site child) {
        OpenCall context = asParent;
        if (context == null || !stands || child.kind() != Site.Kind.TASK) {
            return this;
        }
        boolean isHandedOn = context.isOver() ? context.isCausedBy(child) : streams != null && context.work() == child;
        return isHandedOn ? context.successor() : this;
    }

    /** Of {@link #asParent}: the site of the call. */
    private Site work() {
        return whole == null ? site : whole.site;
    }

    private boolean isCausedBy(Site task) {
        boolean isKnown = work() == task;
        for (Site each : causes) {
            isKnown |= each == task;
        }
        return isKnown;
    }

    /**
     * Of {@link #asParent}: what goes on when the call is over: the innermost call around it that is open. Where none is, a
     * trace begins, which is linked to the call.
     */
    public OpenCall successor() {
        OpenCall open = openAround();
        if (open != null) {
            return open;
        }
        OpenCall known = successor;
        if (known == null) {
            known = new OpenCall(stack, place, TraceStack.CONTEXT);
            known.origin = originOfOthers();
            known.asParent = known;
            known.stands = true;
            successor = known;
        }
        return known;
    }

    /** Whether this stands for a {@link #successor()} that is no call. */
    boolean isSuccessor() {
        return stands && spanId == 0;
    }

    /** This as the {@link #origin} of a root; null for none. */
    private @Nullable RemoteContext originOfOthers() {
        if (spanId == 0) {
            return origin;
        }
        // A link to a span that is not recorded would lead nowhere.
        return sampled ? new RemoteContext(traceIdHigh, traceIdLow, spanId, RemoteContext.SAMPLED, null, null) : null;
    }

    /** The innermost call around this that is open. Forgets those that are over, so that they are not kept for ever. */
    @Nullable
    OpenCall openAround() {
        OpenCall each = outer;
        while (each != null && each.isOver()) {
            each = each.outer;
        }
        outer = each;
        return each;
    }

    /** Something begins within this, of which {@link #lostExits} says that it is to be looked at. */
    void look() {
        if (lostExits == WHILE_OPEN || isOutlived()) {
            follow();
        }
    }

    private boolean isOutlived() {
        OpenCall context = asParent;
        if (context == null || !context.isOver()) {
            return false;
        }
        long now = System.nanoTime();
        if (until == 0) {
            until = now + AFTER_END_NANOS;
        }
        return now - until >= 0;
    }

    /** Becomes, when the call for which this stands is over, what goes on then, and when that is over in its turn. */
    void follow() {
        OpenCall context = asParent;
        if (context != null && stands && context.isOver()) {
            stand(context.successor());
            lostExits = spanId == 0 ? 0 : WHILE_OPEN;
        }
    }

    /** The call, as {@link #asParent} knows it, for which this stands on a stack; the call itself where it stands for none. */
    public OpenCall original() {
        OpenCall original = asParent;
        return original == null || site.kind() != Site.Kind.CONTEXT ? this : original;
    }

    /** Becomes the parent of what begins above it; see {@link #asParent}. */
    void stand(OpenCall parent) {
        traceIdHigh = parent.traceIdHigh;
        traceIdLow = parent.traceIdLow;
        spanId = parent.spanId;
        parentSpanId = 0;
        sampled = parent.sampled;
        hosted = parent.hosted;
        givesWay = parent.givesWay;
        isOthers = parent.isOthers;
        inherit(parent);
        remote = parent.remote;
        streamsAround = parent.streamsAround;
        asParent = parent;
        stands = true;
        origin = parent.origin;
    }

    /** Becomes the parent of what begins above it: the span that another process told, if any. */
    void standFor(RemoteContext told) {
        traceIdHigh = told.traceIdHigh();
        traceIdLow = told.traceIdLow();
        spanId = told.spanId();
        parentSpanId = 0;
        sampled = told.isSampled();
        operation = null;
        remote = told;
    }

    /** Gets agent, session and operation of the call around it. */
    public void inherit(OpenCall around) {
        operation = around.operation;
        // Numbers are kept for the call around alone, which may end first.
        agentId = Unboxed.boxed(around.agentId);
        agentType = Unboxed.boxed(around.agentType);
        session = Unboxed.boxed(around.session);
        sessionSite = around.sessionSite;
    }

    /** Becomes a child of the span that another process told, in its trace. For a call that has just begun. */
    public void continues(RemoteContext told) {
        traceIdHigh = told.traceIdHigh();
        traceIdLow = told.traceIdLow();
        parentSpanId = told.spanId();
        hasRemoteParent = true;
        origin = null;
        sampled = told.isSampled();
        operation = null;
        remote = told;
    }

    /**
     * Makes no span: stands from now on for one of the application's own OpenTelemetry. What it reads is still inherited. For a
     * call in which nothing has begun so far.
     */
    public void standForOthers(OtherSpan span) {
        traceIdHigh = span.traceIdHigh();
        traceIdLow = span.traceIdLow();
        spanId = span.spanId();
        sampled = span.isSampled();
        isOthers = true;
        isHandedOn = false;
        givesWay = false;
        OpenCall known = asParent;
        if (known != null && known != this) {
            known.standForOthers(span);
        }
    }

    /** Whether {@link #continues} has made it a child of another process' span. */
    public boolean isContinuing() {
        return remote != null && remote.spanId() == parentSpanId;
    }

    /** Whether it stands for the very span that another process told. */
    boolean isRemote() {
        return remote != null && remote.hasSpan() && remote.spanId() == spanId;
    }

    /** Becomes the parent of nothing: what begins above it is a root. */
    void standForNothing() {
        spanId = 0;
        operation = null;
    }

    /** Whether its own exit is among those that were lost, so that it is over. */
    boolean isLost() {
        // Woven code counts from what is there.
        return lostExits > folded || lostExits == AND_AFTER + 1;
    }

    /** Notes that {@code failed}, a memory operation directly beneath, threw. Allocates: failures are rare. */
    void nest(OpenCall failed, long endNanos, Throwable thrown) {
        nest(new RecordedCall.NestedError(
                failed.site, Unboxed.boxed(failed.key), Unboxed.boxed(failed.namespace), endNanos, thrown));
    }

    /** Notes that an attempt to send this call's command threw. */
    public void failedAttempt(long endNanos, Throwable thrown) {
        nest(new RecordedCall.NestedError(site, null, null, endNanos, thrown));
    }

    private void nest(RecordedCall.NestedError error) {
        List<RecordedCall.NestedError> errors = nestedErrors;
        if (errors == null) {
            errors = new ArrayList<>(1);
            nestedErrors = errors;
        }
        if (errors.size() < MAX_NESTED_ERRORS) {
            errors.add(error);
        }
    }

    public @Nullable List<RecordedCall.NestedError> nestedErrors() {
        return nestedErrors;
    }

    /** Whether it holds anything but what every call has: a key, a value and numbers. */
    public boolean hasRare() {
        return namespace != null
                || agentId != null
                || agentType != null
                || session != null
                || self != null
                || ttl != null
                || limit != null
                || hosted != null
                || origin != null
                || nestedErrors != null;
    }

    /** Forgets the application's objects. */
    public void clear() {
        key = null;
        namespace = null;
        value = null;
        agentId = null;
        agentType = null;
        session = null;
        sessionSite = null;
        self = null;
        ttl = null;
        limit = null;
        if (attributeCount > 0) {
            clearAttributes();
        }
        found = RecordedCall.UNKNOWN;
        resultCount = -1;
        nested = false;
        givesWay = false;
        isOthers = false;
        isHandedOn = false;
        isDropped = false;
        nestedErrors = null;
        folded = 0;
        lostExits = 0;
        awaitsReply = false;
        if (asParent != null) {
            end();
            asParent = null;
            until = 0;
            stands = false;
            isForwarding = false;
        }
        if (origin != null) {
            origin = null;
        }
        if (remote != null) {
            remote = null;
        }
        if (streams != null) {
            streams = null;
        }
        if (receiver != null) {
            receiver = null;
        }
        if (streamsAround != null) {
            streamsAround = null;
        }
        if (hosted != null) {
            hosted = null;
        }
        isDirty = false;
    }

    private void clearAttributes() {
        Arrays.fill(attributes, 0, attributeCount, null);
        attributeCount = 0;
    }
}
