package dev.engram.agent.trace;

import dev.engram.bootstrap.Probe;
import dev.engram.bootstrap.ThreadSlot;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of one thread, innermost last.
 *
 * <p>Assumptions: only the owning thread calls {@link #top}, and then {@link #push}; entry and exit of a woven
 * call run on the same thread.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>In steady state nothing is allocated: {@link OpenCall}s are made once and used for ever.
 *   <li>At most {@link #MAX_DEPTH} calls are open; a deeper one is not recorded.
 *   <li>A call whose exit could not be begun, for want of stack, is closed before the next one is opened.
 * </ol>
 */
public final class TraceStack {

    /** Calls that may be open on one thread. */
    public static final int MAX_DEPTH = 128;

    /** Numbers that a call can have handed over: one for each argument's slot, and its result. */
    private static final int UNBOXED = Probe.SLOTS + 1;

    /** Virtual threads are many and shallow. */
    private static final int INITIAL_DEPTH = 4;

    /** The site of what is no call. */
    static final Site CONTEXT = new Site(Site.Kind.CONTEXT, "") {};

    /** The site of a span of the application's own OpenTelemetry. */
    private static final Site OTHER_SPAN = new Site(Site.Kind.CONTEXT, "") {};

    /** Scopes that are never closed may not fill the stack. */
    private static final int MAX_DEPTH_OF_SCOPES = MAX_DEPTH / 2;

    /** Every thread's stack, for {@link #forEachOpen} and {@link #releaseAll}. */
    private static final Set<OfThread> ALL = ConcurrentHashMap.newKeySet();

    /** Members of {@link #ALL} whose thread has ended. */
    private static final ReferenceQueue<TraceStack> ENDED = new ReferenceQueue<>();

    /** Guards that a thread takes a stack, which it does once. */
    private static final Object LOCK = new Object();

    /** Whether threads keep no stack any more; guarded by {@link #LOCK}. */
    private static boolean isReleased;

    /** The stack of a thread that lives. */
    private static final class OfThread extends WeakReference<TraceStack> {
        private final WeakReference<ThreadSlot> slot;

        OfThread(TraceStack stack, ThreadSlot slot) {
            super(stack, ENDED);
            this.slot = new WeakReference<>(slot);
        }
    }

    private final Ids ids = new Ids();
    private @Nullable OpenCall[] calls = new @Nullable OpenCall[INITIAL_DEPTH];

    /**
     * How many calls are open. Who lowers it closes the innermost; what they still hold is forgotten before their place is
     * used again. A field, since it must be possible with the stack at its end, where no method can be called.
     */
    public int depth;

    private int lost;

    /** How often something was attached. */
    private long attached;

    /**
     * What accessors gave to the paths that are read now. A call that begins while paths are read is Engram's own, made by an
     * accessor, and is not recorded.
     */
    public final ReadValues readValues = new ReadValues();

    /** When the bytes arrived that are read now, by {@link System#nanoTime}; 0 while none are. */
    public long arrivedNanos;

    /** Whether the last call of this thread that was over found the ring full. */
    public boolean isRingFull;

    /** What {@link #started} noted last. */
    private @Nullable WeakReference<Object> started;

    private @Nullable String startedName;

    /** See {@link #observing}. */
    private @Nullable String observation;

    /** For each place, {@link #UNBOXED} numbers; made where the first one comes. */
    private @Nullable Unboxed @Nullable [] unboxed;

    private TraceStack() {}

    /** The calling thread's stack, made at its first use. */
    public static TraceStack current() {
        TraceStack stack = existing();
        return stack != null ? stack : create();
    }

    private static TraceStack create() {
        forgetEnded();
        TraceStack stack = new TraceStack();
        ThreadSlot slot = ThreadSlot.make();
        synchronized (LOCK) {
            if (isReleased) {
                // A call that began before recording ended: nothing may stay with its thread.
                return stack;
            }
            slot.value = stack;
            ALL.add(new OfThread(stack, slot));
        }
        Thread thread = Thread.currentThread();
        boolean isOfTask = CapturedContexts.isOfTask(thread);
        OpenCall context = CapturedContexts.take(thread);
        OpenCall attached = context == null ? null : stack.attach(context);
        if (attached != null) {
            // A thread may serve others when what started it has ended.
            attached.lostExits = isOfTask ? OpenCall.AND_AFTER : OpenCall.WHILE_OPEN;
        }
        return stack;
    }

    /** The calling thread's stack; null when it was not used so far. */
    static @Nullable TraceStack existing() {
        ThreadSlot slot = ThreadSlot.existing();
        return slot != null && slot.value instanceof TraceStack stack ? stack : null;
    }

    /**
     * Takes every thread's stack away for good, so that no thread keeps this class. With recording off; a call that is open
     * goes on with the stack that it has.
     */
    public static void releaseAll() {
        synchronized (LOCK) {
            isReleased = true;
            for (OfThread each : ALL) {
                ThreadSlot slot = each.slot.get();
                if (slot != null) {
                    slot.value = null;
                }
            }
            ALL.clear();
        }
    }

    /**
     * Notes that bytes have arrived on the calling thread, which sets {@link #arrivedNanos} to 0 when they are read.
     *
     * @return null where it is within the reading of what arrived before
     */
    public static @Nullable TraceStack arriving() {
        TraceStack stack = current();
        if (stack.arrivedNanos != 0) {
            return null;
        }
        long now = System.nanoTime();
        stack.arrivedNanos = now == 0 ? 1 : now;
        return stack;
    }

    /** The innermost open call, null when none is open. */
    public @Nullable OpenCall top() {
        int d = depth;
        OpenCall top = d == 0 ? null : calls[d - 1];
        return top == null || top.lostExits == 0 ? top : closeLost();
    }

    private @Nullable OpenCall closeLost() {
        OpenCall top = calls[depth - 1];
        while (top != null && top.isLost()) {
            depth--;
            lost += top.site.kind() == Site.Kind.CONTEXT ? 0 : 1;
            top = depth == 0 ? null : calls[depth - 1];
        }
        if (top != null && top.lostExits < 0) {
            top.look();
        }
        return top;
    }

    /** How many calls were closed because their exit was lost, since this was last asked. */
    public int takeLost() {
        int count = lost;
        if (count > 0) {
            // Hardly ever: each call asks.
            lost = 0;
        }
        return count;
    }

    /**
     * Opens a call: its site, ids, parent, sampling and enclosing operation are set, the rest is empty.
     *
     * @param around what the call lies beneath where none is open on this thread; null for a root
     * @return null at {@link #MAX_DEPTH}
     */
    public @Nullable OpenCall push(Site site, Sampler sampler, @Nullable OpenCall around) {
        int d = depth;
        OpenCall call = free(site);
        if (call == null) {
            return null;
        }
        OpenCall parent = d == 0 ? around : calls[d - 1];
        if (parent != null) {
            parent = parent.parentOf(site);
        }
        if (parent == null || parent.spanId == 0) {
            call.traceIdHigh = ids.next();
            call.traceIdLow = ids.next();
            call.parentSpanId = 0;
            call.hasRemoteParent = false;
            call.sampled = sampler.samples(call.traceIdLow);
            call.operation = null;
            if (parent != null) {
                call.origin = parent.origin;
            }
        } else {
            call.traceIdHigh = parent.traceIdHigh;
            call.traceIdLow = parent.traceIdLow;
            call.parentSpanId = parent.spanId;
            call.hasRemoteParent = parent.isRemote();
            call.sampled = parent.sampled;
            call.operation = parent.operation;
            if (parent.givesWay) {
                // Its id is known now.
                parent.givesWay = false;
            }
        }
        call.spanId = ids.next();
        depth = d + 1;
        return call;
    }

    /** The place above the innermost call, cleared; null at {@link #MAX_DEPTH}. */
    private @Nullable OpenCall free(Site site) {
        int d = depth;
        if (d == calls.length && !grow()) {
            return null;
        }
        OpenCall call = calls[d];
        if (call == null) {
            call = new OpenCall(this, d, site);
            calls[d] = call;
        } else if (call.site != site) {
            call.site = site;
        }
        if (call.isDirty) {
            call.clear();
        }
        call.isDirty = true;
        return call;
    }

    /**
     * Has what begins now lie beneath a call of another thread, and not beneath what is open on this one, until {@link
     * #detach}.
     *
     * @param context by {@link OpenCall#asParent}
     * @return null at {@link #MAX_DEPTH}
     */
    @Nullable
    OpenCall attach(OpenCall context) {
        OpenCall place = free(CONTEXT);
        if (place != null) {
            place.stand(context.continued());
            depth++;
            attached++;
        }
        return place;
    }

    /** Another value, most likely, once a call has begun on this thread, or the thread has begun to work for another one. */
    public long state() {
        return ids.state() + attached;
    }

    /** Gives a copy of a call, its {@link OpenCall#asParent}, its place among the calls around it. */
    void place(OpenCall call, OpenCall copy) {
        boolean isHere = call.place < depth && calls[call.place] == call && existing() == this;
        OpenCall around = isHere ? around(call) : null;
        while (around != null && around.site.kind() == Site.Kind.COMMAND) {
            around = around(around);
        }
        if (around == null) {
            return;
        }
        if (around.site != CONTEXT) {
            copy.setOuter(around.asParent());
        } else if (around.spanId != 0) {
            copy.setOuterOfWork(around.asParent());
        }
    }

    /**
     * Has what begins now on the calling thread be a root, until {@link #detach}.
     *
     * @return null when nothing is open, or at {@link #MAX_DEPTH}
     */
    public static @Nullable OpenCall attachNothing() {
        TraceStack stack = existing();
        OpenCall attached = stack == null || stack.top() == null ? null : stack.free(CONTEXT);
        if (attached != null) {
            attached.standForNothing();
            attached.stack.depth++;
        }
        return attached;
    }

    /**
     * Has what begins now on the calling thread lie beneath a call, until {@link #detach}. Where that call, or a span of the
     * application's own OpenTelemetry, is open on the thread already, nothing changes: that is nearer.
     *
     * @param context by {@link OpenCall#asParent}
     * @return null where nothing changes, or at {@link #MAX_DEPTH}
     */
    public static @Nullable OpenCall attachUnlessOpen(OpenCall context) {
        return isNearer(context) ? null : current().attach(context);
    }

    /**
     * Whether what is open on the calling thread is nearer than a call: that call, or a span of the application's own
     * OpenTelemetry, is open there.
     *
     * @param context by {@link OpenCall#asParent}
     */
    static boolean isNearer(OpenCall context) {
        TraceStack stack = existing();
        if (stack == null) {
            return false;
        }
        if (stack.innermostScope() != null) {
            return true;
        }
        OpenCall top = stack.top();
        if (top == null || top.traceIdLow != context.traceIdLow) {
            // Of another trace, which may have begun within the call's.
            return false;
        }
        for (int place = stack.depth - 1; place >= 0; place--) {
            OpenCall each = stack.calls[place];
            if (each != null && each.spanId == context.spanId) {
                return true;
            }
        }
        return false;
    }

    /**
     * Has what begins now on the calling thread be a part of a call, and not of what the thread works for otherwise, until it is
     * detached. Where that is so, or a span of the application's own OpenTelemetry is open, nothing changes.
     *
     * @param context by {@link OpenCall#asParent}; null for what is a part of nothing but of calls that are open on this thread
     * @return null where nothing changes, or at {@link #MAX_DEPTH}
     */
    public static @Nullable OpenCall attachExactly(@Nullable OpenCall context) {
        if (context != null) {
            return attachUnlessInnermost(context);
        }
        TraceStack stack = existing();
        OpenCall top = stack == null ? null : stack.top();
        boolean isHandedOver = top != null && top.site == CONTEXT && top.spanId != 0;
        return stack == null || !isHandedOver || stack.innermostScope() != null ? null : attachNothing();
    }

    /**
     * Has what begins now on the calling thread lie beneath a call, until {@link #detach}. Where that call is the innermost, or
     * a span of the application's own OpenTelemetry is open, nothing changes.
     *
     * @param context by {@link OpenCall#asParent}
     * @return null where nothing changes, or at {@link #MAX_DEPTH}
     */
    public static @Nullable OpenCall attachUnlessInnermost(OpenCall context) {
        TraceStack stack = current();
        OpenCall top = stack.top();
        boolean isInnermost = top != null && top.spanId == context.spanId;
        return isInnermost || stack.innermostScope() != null ? null : stack.attach(context);
    }

    /** Whether what begins now on the calling thread lies beneath a call that was attached, and is not open, here. */
    public static boolean isAttached(OpenCall call) {
        TraceStack stack = existing();
        OpenCall top = stack == null ? null : stack.top();
        return top != null && top.site == CONTEXT && top.spanId == call.spanId;
    }

    /**
     * Has what begins now on the calling thread lie beneath another call than the one that {@link #isAttached} here, since that
     * one is over.
     *
     * @param context by {@link OpenCall#asParent}; null for what lies beneath nothing
     */
    public static void attachInstead(@Nullable OpenCall context) {
        TraceStack stack = existing();
        OpenCall attached = stack == null ? null : stack.top();
        if (attached != null && attached.site == CONTEXT) {
            attached.clear();
            attached.isDirty = true;
            if (context == null) {
                attached.standForNothing();
            } else {
                attached.stand(context);
            }
        }
    }

    /**
     * Has what begins now on the calling thread lie beneath what another process told with a request, until {@link #detach}.
     * Within a call, within a span of the application's own OpenTelemetry, and in the same trace, nothing changes.
     *
     * @param told null for a request that told nothing
     * @param isNew whether the request begins here; then it is no part of what was handed to this thread
     * @return null where nothing changes, or at {@link #MAX_DEPTH}
     */
    public static @Nullable OpenCall receive(@Nullable RemoteContext told, boolean isNew) {
        TraceStack stack = told == null ? existing() : current();
        OpenCall top = stack == null ? null : stack.top();
        if (stack == null || (top != null && top.site != CONTEXT)) {
            return null;
        }
        if (told == null) {
            return isNew && top != null && top.spanId != 0 ? attachNothing() : null;
        }
        if (top != null && (told.isTraceOf(top) || told.equals(top.remote))) {
            return null;
        }
        OpenCall attached = stack.free(CONTEXT);
        if (attached != null) {
            attached.standFor(told);
            stack.depth++;
        }
        return attached;
    }

    /** What came with the request that the calling thread works at; null for nothing. */
    public static @Nullable RemoteContext remote() {
        TraceStack stack = existing();
        OpenCall top = stack == null ? null : stack.top();
        return stack == null || top == null ? null : stack.remote(top);
    }

    /** What came with the request of which a call is a part that lies on this stack. */
    @Nullable
    RemoteContext remote(OpenCall call) {
        OpenCall each = call;
        while (each.remote == null && each.site != CONTEXT) {
            OpenCall next = around(each);
            if (next == null) {
                return null;
            }
            each = next;
        }
        return each.remote;
    }

    /** The streams of a call on this stack, or of the nearest one around it that has any; null for none. */
    public @Nullable OpenStreams streams(OpenCall call) {
        OpenCall each = call;
        while (each != null) {
            if (each.streams != null) {
                return each.streams;
            }
            if (each.site == CONTEXT) {
                return each.streamsAround == null ? null : each.streamsAround.get();
            }
            each = around(each);
        }
        return null;
    }

    /**
     * Has what begins now on this thread be a child of a call, for as long as the application is called back.
     *
     * @param context by {@link OpenCall#asParentOfOthers}
     * @param streams what goes on when that is over; null for nothing
     * @return null at {@link #MAX_DEPTH}
     */
    public @Nullable OpenCall callBack(OpenCall context, @Nullable OpenStreams streams) {
        OpenCall attached = attach(context);
        if (attached != null) {
            attached.streams = streams;
        }
        return attached;
    }

    /** Whether {@code parent} is a span that is open here, not one that the thread, or what it runs now, was handed. */
    public static boolean isOpenHere(@Nullable OpenCall parent) {
        return parent != null && parent.site != CONTEXT;
    }

    /** Whether a span of the application's own OpenTelemetry is open on the calling thread. */
    public static boolean isWithinScope() {
        TraceStack stack = existing();
        return stack != null && stack.innermostScope() != null;
    }

    /** Ends what {@link #attach}, {@link #attachNothing} or {@link #receive} gave, and what is still open above it. */
    static void detach(OpenCall attached) {
        TraceStack stack = attached.stack;
        if (stack.isOpen(attached)) {
            stack.depth = attached.place;
        }
        attached.clear();
    }

    /** What is attached at the bottom of the calling thread's stack; null for nothing. */
    static @Nullable OpenCall outermostAttached() {
        TraceStack stack = existing();
        OpenCall bottom = stack == null || stack.depth == 0 ? null : stack.calls[0];
        return bottom != null && bottom.site.kind() == Site.Kind.CONTEXT ? bottom : null;
    }

    /**
     * Has what begins now on this thread lie beneath a span of the application's own OpenTelemetry, until {@link #closeScope}.
     * In the trace of what is open, agent, session and operation go on to be inherited.
     *
     * @param spanId not zero
     * @param sampled whether the trace is
     * @param scope ends it
     */
    public void openScope(long traceIdHigh, long traceIdLow, long spanId, boolean sampled, Object scope) {
        openScope(traceIdHigh, traceIdLow, spanId, sampled, scope, null);
    }

    /**
     * As the other, of a span that may have come from another thread.
     *
     * @param within the call that the span lies in, by {@link OpenCall#asParent}; null for what is open on this thread
     */
    public void openScope(
            long traceIdHigh, long traceIdLow, long spanId, boolean sampled, Object scope, @Nullable OpenCall within) {
        OpenCall around = top();
        if (around != null && around.spanId == spanId && around.traceIdLow == traceIdLow && !around.isOthers) {
            // Engram's own span, which the application has from the current context.
            return;
        }
        if (depth >= MAX_DEPTH_OF_SCOPES) {
            if (around == null || around.site != OTHER_SPAN) {
                return;
            }
            depth--;
        }
        OpenCall span = free(OTHER_SPAN);
        if (span == null) {
            return;
        }
        span.traceIdHigh = traceIdHigh;
        span.traceIdLow = traceIdLow;
        span.spanId = spanId;
        span.parentSpanId = 0;
        span.sampled = sampled;
        span.self = scope;
        span.operation = null;
        OpenCall from = within == null ? around : within;
        if (from != null
                && from != span
                && from.traceIdLow == traceIdLow
                && from.traceIdHigh == traceIdHigh
                && from.spanId != 0) {
            span.inherit(from);
        }
        depth++;
    }

    /**
     * Notes that the application's own OpenTelemetry has started a span on the calling thread. If the innermost call gives way
     * to it, that stands for it from now on.
     *
     * @param name what rules call it
     */
    public static void started(OtherSpan ids, String name, Object span) {
        TraceStack stack = current();
        OpenCall call = stack.top();
        while (call != null && call.site == OTHER_SPAN) {
            // The span's parent, which Micrometer makes current while it starts the span.
            call = stack.around(call);
        }
        if (call != null && call.givesWay && call.site.isWorkOf(name)) {
            call.standForOthers(ids);
        } else {
            stack.startedName = name;
            stack.started = new WeakReference<>(span);
        }
    }

    /** The span that {@link #started} noted last on this thread, if its name is one of these and it was not asked for before. */
    public @Nullable Object takeStarted(List<String> names) {
        WeakReference<Object> noted = started;
        String name = startedName;
        if (noted == null || name == null || !OtherSpan.isOneOf(names, name)) {
            return null;
        }
        started = null;
        startedName = null;
        return noted.get();
    }

    /**
     * Notes what starts its span now on the calling thread: an observation of Micrometer.
     *
     * @param context the name of the class of its context; null for what no rule waits for, and once it is started
     */
    public static void observing(@Nullable String context) {
        TraceStack stack = context == null ? existing() : current();
        if (stack != null) {
            stack.observation = context;
        }
    }

    /** What was noted by {@link #observing}. */
    public static @Nullable String observed() {
        TraceStack stack = existing();
        return stack == null ? null : stack.observation;
    }

    /** Whether a call on this stack stands for a span of the application's own OpenTelemetry already. */
    public boolean standsFor(OtherSpan span) {
        for (int place = depth - 1; place >= 0; place--) {
            OpenCall each = calls[place];
            if (each != null && each.isOthers && each.spanId == span.spanId()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The innermost call on the calling thread of which a host makes a span.
     *
     * @return null where there is none, or where OpenTelemetry knows a span within it
     */
    public static @Nullable OpenCall innermostHosted() {
        TraceStack stack = existing();
        OpenCall each = stack == null ? null : stack.top();
        while (stack != null && each != null && each.hosted == null) {
            boolean isOpenScope = each.site == OTHER_SPAN && each.lostExits == 0;
            each = isOpenScope ? null : stack.around(each);
        }
        return each;
    }

    /** Ends what {@link #openScope} began, if it was on this thread and no scope within it is open: OpenTelemetry's rule. */
    public static void closeScope(Object scope) {
        TraceStack stack = existing();
        if (stack != null) {
            OpenCall innermost = stack.innermostScope();
            if (innermost != null && innermost.self == scope) {
                stack.close(innermost);
            }
        }
    }

    private @Nullable OpenCall innermostScope() {
        for (int i = depth - 1; i >= 0; i--) {
            OpenCall each = calls[i];
            if (each != null && each.site == OTHER_SPAN && each.lostExits == 0) {
                return each;
            }
        }
        return null;
    }

    private void close(OpenCall span) {
        if (span.place == depth - 1) {
            depth = span.place;
            span.clear();
        } else {
            // A call that began within the scope goes on.
            span.lostExits = 1;
        }
    }

    /**
     * What a span that the application begins now on the calling thread lies beneath: the innermost open call that is no
     * command and gives way to no other span, or what was open where the thread's task was handed over.
     *
     * @return null where nothing is open, or where OpenTelemetry knows the innermost itself
     */
    public static @Nullable OpenCall parentOfOthers() {
        TraceStack stack = existing();
        OpenCall open = stack == null ? null : innermostOperation(stack);
        while (stack != null && open != null && open.givesWay) {
            open = stack.around(open);
        }
        return open == null || open.spanId == 0 || open.site == OTHER_SPAN || open.isOthers ? null : open;
    }

    /**
     * The innermost open call that is no command of a client library: what the client hands over to send a command, and what
     * is done with the reply, is no part of the command.
     */
    static @Nullable OpenCall innermostOperation(TraceStack stack) {
        OpenCall open = stack.top();
        while (open != null && open.site.kind() == Site.Kind.COMMAND) {
            open = stack.around(open);
        }
        return open;
    }

    /** What belongs to what is open on the calling thread has this for its parent; null where nothing is open. */
    public static @Nullable OpenCall innermostAsParent() {
        TraceStack stack = existing();
        OpenCall open = stack == null ? null : innermostOperation(stack);
        return open == null || (open.spanId == 0 && open.remote == null) ? null : open.handedOver();
    }

    private boolean grow() {
        int length = calls.length;
        if (length >= MAX_DEPTH) {
            return false;
        }
        @Nullable OpenCall[] larger = new @Nullable OpenCall[Math.min(length * 2, MAX_DEPTH)];
        System.arraycopy(calls, 0, larger, 0, length);
        calls = larger;
        return true;
    }

    /**
     * Keeps a primitive argument of the call that begins next.
     *
     * @param slot which of {@link Probe#SLOTS} it is handed over in
     * @return what to hand over in its place
     */
    public Unboxed argument(int slot, Unboxed.Type type, long bits) {
        OpenCall unused = top(); // Closes calls whose exits were lost, so that the next one's place is known.
        return unboxed(depth, slot).set(type, bits);
    }

    /** Keeps the primitive result of an open call. */
    public static Unboxed result(OpenCall call, Unboxed.Type type, long bits) {
        return call.stack.unboxed(call.place, Probe.SLOTS).set(type, bits);
    }

    private Unboxed unboxed(int place, int slot) {
        @Nullable Unboxed[] numbers = unboxed;
        int at = place * UNBOXED + slot;
        if (numbers == null || at >= numbers.length) {
            @Nullable Unboxed[] larger = new @Nullable Unboxed[(Math.max(place, INITIAL_DEPTH) + 1) * UNBOXED];
            if (numbers != null) {
                System.arraycopy(numbers, 0, larger, 0, numbers.length);
            }
            numbers = larger;
            unboxed = larger;
        }
        Unboxed number = numbers[at];
        if (number == null) {
            number = new Unboxed();
            numbers[at] = number;
        }
        return number;
    }

    /** The call around one that lies on the stack, null for the outermost. */
    public @Nullable OpenCall around(OpenCall call) {
        return call.place == 0 ? null : calls[call.place - 1];
    }

    /** False for a call that was closed before its exit. */
    public boolean isOpen(OpenCall call) {
        return call.place < depth;
    }

    /**
     * Takes a call off that is not over: it is no parent any more of what begins here, and its place gets another object. For
     * the owning thread; where the call does not lie on the stack, nothing happens.
     */
    public void take(OpenCall call) {
        int place = call.place;
        if (place < depth && calls[place] == call) {
            depth = place;
            calls[place] = null;
            @Nullable Unboxed[] numbers = unboxed;
            if (numbers != null && place * UNBOXED < numbers.length) {
                // They go with it.
                Arrays.fill(numbers, place * UNBOXED, (place + 1) * UNBOXED, null);
            }
        }
    }

    /**
     * Puts a call back that was taken off. For the owning thread.
     *
     * @return false when others are open now where it was
     */
    public boolean putBack(OpenCall call) {
        int place = call.place;
        if (depth != place || place >= calls.length) {
            return false;
        }
        calls[place] = call;
        depth = place + 1;
        return true;
    }

    /** Notes with the call around {@code failed}, a memory operation, that it threw. */
    public void nest(OpenCall failed, long endNanos, Throwable thrown) {
        OpenCall around = around(failed);
        if (around != null) {
            around.nest(failed, endNanos, thrown);
        }
    }

    /** Each new thread clears up behind those that ended, so that millions of virtual threads leave nothing. */
    private static void forgetEnded() {
        for (Reference<?> each = ENDED.poll(); each != null; each = ENDED.poll()) {
            ALL.remove(each);
        }
    }

    /**
     * Shows a copy of every call that is open on any thread, outermost first. The same object is used for all of them.
     *
     * <p>A benign race: the owners may go on. Call it only once recording is off; a call that its owner closes meanwhile may
     * be shown or not, and torn.
     */
    public static void forEachOpen(Consumer<RecordedCall> action) {
        RecordedCall copy = new RecordedCall();
        for (OfThread each : ALL) {
            TraceStack stack = each.get();
            if (stack == null) {
                continue;
            }
            @Nullable OpenCall[] calls = stack.calls;
            int depth = Math.min(stack.depth, calls.length);
            for (int i = 0; i < depth; i++) {
                OpenCall call = calls[i];
                if (call != null && call.site.kind() != Site.Kind.CONTEXT) {
                    copy.show(call);
                    action.accept(copy);
                    copy.clear();
                }
            }
        }
    }
}
