package dev.engram.agent.record;

import dev.engram.agent.log.Log;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.ReadValues;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.trace.Unboxed;
import dev.engram.bootstrap.Contexts;
import dev.engram.bootstrap.Recorder;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Records calls: opens one at entry, fills it, and hands it to the ring at exit. Everything here runs on the application's
 * threads.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>No lock, no I/O, no signal; no allocation in steady state, beyond what the application's own accessors allocate
 *       and the note that a failed operation leaves with the call around it.
 *   <li>Nothing is thrown. A site where something threw is switched off and said once; an error of the virtual machine
 *       (stack overflow, out of memory) only loses that call. Either way the call is counted.
 *   <li>A delegate or a {@code super} call that does the same operation on the same key in the same namespace makes one
 *       span with its caller.
 *   <li>An operation beneath another one on the same layer of memory is a part of it: it counts in no metric, and its span
 *       lies beneath the other's or, where parts are folded, is not made.
 *   <li>A call whose result comes later than its method returns leaves its stack, and comes back to {@link #end}.
 *   <li>A call that an accessor makes while a rule's paths are read is not recorded.
 *   <li>While the ring is full, an operation that begins is dropped at once: nothing is read of it, the clock neither.
 * </ol>
 */
public class CallRecorder extends Recorder {

    private final Sites sites;
    private final EventRing ring;
    /** A plain field on purpose: a thread that sees another one late samples by the last one a little longer. */
    private Sampler sampler;

    private final boolean countsUnsampled;

    /** Whether an operation that is a part of another one makes no span of its own. */
    final boolean foldsParts;

    /** Whether calls that do not come through {@code Probe} are left out. */
    private volatile boolean isOff;

    /** Whether spans of the application's own OpenTelemetry are seen as they start; set before the first call. */
    private boolean seesOtherSpans;

    /** Set before the first call; null where Engram makes the spans itself. */
    private @Nullable SpanHost host;

    /** The last failure of the virtual machine that lost a call, not said yet. */
    private volatile @Nullable Throwable failure;

    /** Whether calls were lost whose exit could not be begun. */
    private volatile boolean hasLostExits;

    private final LongAdder tooDeep = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * A recorder that leaves each thread to itself.
     *
     * @param countsUnsampled whether memory operations of unsampled traces are handed on, to be counted in metrics
     * @param foldsParts whether an operation that is a part of another one makes no span of its own
     */
    public CallRecorder(Sites sites, EventRing ring, Sampler sampler, boolean countsUnsampled, boolean foldsParts) {
        this(sites, ring, sampler, countsUnsampled, foldsParts, new Contexts() {});
    }

    /** A recorder, with what is carried from thread to thread while it records. */
    protected CallRecorder(
            Sites sites,
            EventRing ring,
            Sampler sampler,
            boolean countsUnsampled,
            boolean foldsParts,
            Contexts contexts) {
        super(contexts);
        this.sites = sites;
        this.ring = ring;
        this.sampler = sampler;
        this.countsUnsampled = countsUnsampled;
        this.foldsParts = foldsParts;
    }

    /** Has tasks give way to the spans that libraries make of them. To be called before this is installed. */
    public final void giveWay() {
        seesOtherSpans = true;
    }

    /** Whether a task gives way to the span that its library makes of it. */
    final boolean seesOtherSpans() {
        return seesOtherSpans;
    }

    /** Has a host begin the spans of calls. To be called before this is installed. */
    public final void hostBy(SpanHost spans) {
        this.host = spans;
    }

    /**
     * Records what begins from now on, or nothing of it. The caller pauses {@code Probe}, which woven methods call; this
     * is for what the application holds and subscribes to at any time.
     */
    public final void turn(boolean on) {
        isOff = !on;
    }

    /** Has traces that begin from now on be sampled by {@code next}. */
    public final void sampleBy(Sampler next) {
        sampler = next;
    }

    /** Calls that were not recorded because {@link TraceStack#MAX_DEPTH} were open on their thread. */
    public final long tooDeep() {
        return tooDeep.sum();
    }

    /** Calls that were not recorded because something failed in the middle, mostly for want of stack or memory. */
    public final long failed() {
        return failed.sum();
    }

    /** Whether memory operations and commands of unsampled traces are handed on, to be counted in metrics. */
    public final boolean countsUnsampled() {
        return countsUnsampled;
    }

    /** The site of this number. */
    public final Site site(int number) {
        return sites.get(number);
    }

    @Override
    public final @Nullable Object argument(int slot, long bits, char type) {
        try {
            TraceStack stack = TraceStack.current();
            return stack.readValues.isOn ? null : stack.argument(slot, Unboxed.Type.of(type), bits);
        } catch (Throwable outOfMemory) {
            // The argument is as if the rule did not read it.
            return null;
        }
    }

    @Override
    public final @Nullable Object result(Object open, long bits, char type) {
        try {
            return TraceStack.result((OpenCall) open, Unboxed.Type.of(type), bits);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    @Override
    public final @Nullable Object enter(
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return begin(null, number, self, a0, a1, a2, a3, a4, a5);
    }

    /**
     * As {@link Recorder#enter}, of a call whose method was called earlier, maybe on another thread, and maybe before recording
     * was switched off.
     *
     * @param around what was open when the method was called, by {@link OpenCall#asParent}: the call lies beneath it where
     *     nothing is open on this thread; null where nothing was
     */
    public final @Nullable OpenCall enter(
            @Nullable OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return isOff ? null : begin(around, number, self, a0, a1, a2, a3, a4, a5);
    }

    private @Nullable OpenCall begin(
            @Nullable OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        Site site = null;
        TraceStack stack = null;
        int depth = 0;
        try {
            RecordedSite known = sites.get(number);
            site = known;
            if (!known.enabled()) {
                return null;
            }
            stack = TraceStack.current();
            if (stack.readValues.isOn) {
                return null;
            }
            depth = stack.depth;
            stack.readValues.begin();
            OpenCall call = known.begin(this, stack, around, self, a0, a1, a2, a3, a4, a5);
            stack.readValues.end();
            SpanHost spans = host;
            if (spans != null && call != null && call.site.kind() != Site.Kind.CONTEXT) {
                hostSpan(spans, call);
            }
            int lost = stack.takeLost();
            if (lost > 0) {
                failed.add(lost);
                hasLostExits = true;
            }
            return call;
        } catch (Throwable thrown) {
            if (stack != null) {
                stack.readValues.isOn = false;
                stack.depth = depth;
            }
            failed(site, thrown, false);
            return null;
        }
    }

    /**
     * A call has begun that is over when a stream says so.
     *
     * @param around as in {@link RecordedSite#begin}
     * @param stream the object whose signals say it; null where that is the call's result
     */
    protected void beginStream(OpenCall call, @Nullable OpenCall around, @Nullable Object stream) {
        // A recorder that takes a call for over when its method returns.
    }

    /** Whether a call waits for what signals of this object say. */
    protected boolean hasStream(Object stream) {
        return false;
    }

    /**
     * A method of a stream, or of who receives it, is called.
     *
     * @param value the result, or the error; null where the method gives none
     * @param cancel what cancels the stream; null where the method gives nothing
     * @return what is open on the calling thread as long as the method runs; null for nothing
     */
    protected @Nullable OpenCall signalled(
            StreamSignal signal, Object stream, @Nullable Object value, @Nullable Object cancel) {
        return null;
    }

    /** The method that {@link #signalled} was told of is over. */
    protected void signalEnded(OpenCall attached, @Nullable Throwable thrown) {}

    /** Reads what a part of a call's result says, of a call that gives its result part by part. */
    public final void item(OpenCall call, @Nullable Object item) {
        if (!(call.site instanceof TaskSite site) || !call.sampled) {
            return;
        }
        try {
            ReadValues values = TraceStack.current().readValues;
            if (values.isOn) {
                return;
            }
            values.begin();
            try {
                site.item(call, item);
            } finally {
                values.isOn = false;
                values.end();
            }
        } catch (Throwable failure) {
            failed(site, failure, true);
        }
    }

    /** Has the host begin the span of a call, once. */
    private void hostSpan(SpanHost spans, OpenCall call) {
        if (call.hosted == null && call.sampled && !call.isDropped) {
            spans.begin(call);
            if (!call.sampled && !(countsUnsampled && call.site.kind() == Site.Kind.MEMORY)) {
                call.isHandedOn = false;
            }
        }
    }

    /** Opens a call, null where too many are open on its thread. */
    public final @Nullable OpenCall push(RecordedSite site, TraceStack stack, @Nullable OpenCall around) {
        OpenCall call = stack.push(site, sampler, around);
        if (call == null) {
            tooDeep.increment();
        }
        return call;
    }

    /**
     * Whether a call that begins now would be dropped when it is over: this thread's last one was, and the ring is still full.
     * A first call is not given up so: the ring may have room by its end.
     */
    final boolean isFull(TraceStack stack) {
        return stack.isRingFull && !ring.hasRoom();
    }

    /** Opens a call of which nothing is recorded, for what lies beneath it; it is counted as dropped at its end. */
    final @Nullable OpenCall pushDropped(RecordedSite site, TraceStack stack, @Nullable OpenCall around) {
        OpenCall call = push(site, stack, around);
        if (call != null) {
            call.isHandedOn = call.sampled || countsUnsampled;
            call.isDropped = true;
        }
        return call;
    }

    @Override
    public final void exit(Object open, @Nullable Object returned, @Nullable Throwable thrown) {
        OpenCall call = (OpenCall) open;
        TraceStack stack = call.stack;
        int place = call.place;
        boolean isCounted = false;
        try {
            if (call.unfold()) {
                ((RecordedSite) call.site).endFolded(call, returned, thrown);
                return;
            }
            if (!stack.isOpen(call)) {
                if (call.site.kind() == Site.Kind.CONTEXT) {
                    signalEnded(call, thrown);
                }
                return;
            }
            if (!call.isHandedOn) {
                if (call.site.kind() == Site.Kind.CONTEXT) {
                    signalEnded(call, thrown);
                    return;
                }
                if (((RecordedSite) call.site).endUnrecorded(this, call, returned, thrown)) {
                    return;
                }
                stack.depth = place;
            } else if (call.isDropped || !ring.hasRoom()) {
                stack.depth = place;
                stack.isRingFull = true;
                ring.drop();
            } else {
                handOn(call, stack, returned, thrown);
            }
            isCounted = true;
            call.clear();
        } catch (Throwable failure) {
            stack.readValues.isOn = false;
            stack.depth = place;
            failed(call.site, failure, isCounted);
        }
    }

    private void handOn(OpenCall call, TraceStack stack, @Nullable Object returned, @Nullable Throwable thrown) {
        long endNanos = System.nanoTime();
        stack.readValues.begin();
        ((RecordedSite) call.site).end(call, returned, thrown);
        stack.readValues.end();
        if (thrown != null && call.sampled && call.site.kind() == Site.Kind.MEMORY) {
            stack.nest(call, endNanos, thrown);
        }
        // Before the consumer can have it: nobody shall find it on the ring and open as well.
        stack.depth = call.place;
        if (stack.isRingFull) {
            stack.isRingFull = false;
        }
        ring.offer(call, endNanos, thrown);
    }

    /** Hands on a call that has left its stack and is over now. Once for each call; any thread. */
    public final void end(OpenCall call, Completion completion) {
        boolean isCounted = false;
        try {
            if (call.isHandedOn && (call.isDropped || !ring.hasRoom())) {
                ring.drop();
            } else if (call.isHandedOn) {
                long endNanos = endOf(call, completion);
                read(call, completion);
                ring.offer(call, endNanos, completion.thrown());
            }
            isCounted = true;
            if (call.isHandedOn) {
                call.end();
            }
        } catch (Throwable failure) {
            failed(call.site, failure, isCounted);
        }
    }

    /** Now; of a command whose reply is read on this thread, when it arrived. */
    private static long endOf(OpenCall call, Completion completion) {
        long now = System.nanoTime() - completion.earlier();
        if (call.site.kind() != Site.Kind.COMMAND || completion.thrown() instanceof CancellationException) {
            return now;
        }
        long arrived = TraceStack.current().arrivedNanos;
        // The reply to what was sent since is not among what arrived then.
        return arrived != 0 && arrived - call.startNanos > 0 ? arrived : now;
    }

    /** Reads the outcome on the thread that completes the call; it may do so while it reads the paths of another. */
    private static void read(OpenCall call, Completion completion) {
        ReadValues values = TraceStack.current().readValues;
        if (values.isOn) {
            completion.end(call);
            return;
        }
        values.begin();
        try {
            completion.end(call);
        } finally {
            values.isOn = false;
            values.end();
        }
    }

    /**
     * The call was given up, and is on no stack any more.
     *
     * @param isCounted whether the ring has counted it
     */
    public final void failed(@Nullable Site site, Throwable thrown, boolean isCounted) {
        try {
            if (!isCounted) {
                failed.increment();
            }
            if (thrown instanceof VirtualMachineError) {
                failure = thrown;
            } else if (site != null) {
                site.disable();
                Log.warnOnce(
                        "Recording of " + site + " failed and is switched off: "
                                + thrown.getClass().getName() + ".",
                        thrown);
            }
        } catch (Throwable again) {
            // Out of stack or memory: there is nothing left to say it with, and the application goes first.
        }
    }

    /** Says at debug level why calls were lost, where nothing could be said at the time. To be called now and then. */
    public final void sayFailures() {
        Throwable last = failure;
        if (last != null) {
            failure = null;
            if (Log.isDebug()) {
                Log.warn("A call was not recorded: " + last.getClass().getName() + ".", last);
            }
        }
        if (hasLostExits) {
            hasLostExits = false;
            Log.debug("Calls were lost that ended without Engram: their threads had no stack left.");
        }
    }

    @Override
    public final @Nullable Object arriving() {
        try {
            return TraceStack.arriving();
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    @Override
    public final void arrived(Object arriving) {
        ((TraceStack) arriving).arrivedNanos = 0;
    }
}
