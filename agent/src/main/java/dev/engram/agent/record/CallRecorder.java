package dev.engram.agent.record;

import dev.engram.agent.log.Log;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import dev.engram.bootstrap.Recorder;
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
 *   <li>A command is recorded only beneath a sampled call.
 *   <li>A call whose result comes later than its method returns is handed to {@link LateCalls}, and comes back to {@link
 *       #end}.
 * </ol>
 */
public final class CallRecorder extends Recorder {

    private final Sites sites;
    private final EventRing ring;
    private final Sampler sampler;
    private final boolean countsUnsampled;
    private final boolean foldsParts;
    private final LongAdder tooDeep = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Set before the first call comes. */
    private @Nullable LateCalls late;

    /**
     * A recorder.
     *
     * @param countsUnsampled whether memory operations of unsampled traces are handed on, to be counted in metrics
     * @param foldsParts whether an operation that is a part of another one makes no span of its own
     */
    public CallRecorder(Sites sites, EventRing ring, Sampler sampler, boolean countsUnsampled, boolean foldsParts) {
        this.sites = sites;
        this.ring = ring;
        this.sampler = sampler;
        this.countsUnsampled = countsUnsampled;
        this.foldsParts = foldsParts;
    }

    /** Has {@code calls} follow what is not over when its method returns; to be called before any call is recorded. */
    public void follow(LateCalls calls) {
        late = calls;
    }

    /** Calls that were not recorded because {@link TraceStack#MAX_DEPTH} were open on their thread. */
    public long tooDeep() {
        return tooDeep.sum();
    }

    /** Calls that were not recorded because something failed in the middle, mostly for want of stack or memory. */
    public long failed() {
        return failed.sum();
    }

    @Override
    public @Nullable Object enter(
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
            site = sites.get(number);
            if (!site.enabled()) {
                return null;
            }
            stack = TraceStack.current();
            depth = stack.depth;
            OpenCall call;
            if (site instanceof MemorySite) {
                call = enterMemory((MemorySite) site, number, stack, self, a0, a1, a2, a3, a4, a5);
            } else if (site instanceof TaskSite) {
                call = enterTask((TaskSite) site, number, stack, self, a0, a1, a2, a3, a4, a5);
            } else {
                call = enterCommand(site, number, stack, self, a0);
            }
            int lost = stack.takeLost();
            if (lost > 0) {
                failed.add(lost);
            }
            return call;
        } catch (Throwable thrown) {
            if (stack != null) {
                stack.depth = depth;
            }
            failed(site, thrown, false);
            return null;
        }
    }

    private @Nullable OpenCall enterMemory(
            MemorySite site,
            int number,
            TraceStack stack,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall parent = stack.top();
        Object key = site.key(self, a0, a1, a2, a3, a4, a5);
        Object namespace = site.namespace(self, a0, a1, a2, a3, a4, a5);
        boolean isPart = parent != null && site.isPartOf(parent.operation);
        if (parent != null && (isSame(parent, site, key, namespace) || (isPart && foldsParts))) {
            parent.fold();
            return parent;
        }
        OpenCall call = push(stack, site, number);
        if (call != null) {
            fillMemory(call, parent, isPart, site, key, namespace, self, a0, a1, a2, a3, a4, a5);
        }
        return call;
    }

    private void fillMemory(
            OpenCall call,
            @Nullable OpenCall parent,
            boolean isPart,
            MemorySite site,
            @Nullable Object key,
            @Nullable Object namespace,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        call.nested = isPart;
        if (site.operation().isElementary()) {
            call.operation = site;
        }
        call.key = key;
        if (namespace != null) {
            call.namespace = namespace;
        }
        if (call.sampled || countsUnsampled) {
            site.beginMemory(call, self, a0, a1, a2, a3, a4, a5);
            site.begin(call, parent, self, a0, a1, a2, a3, a4, a5);
            call.startNanos = System.nanoTime();
        }
    }

    private @Nullable OpenCall enterTask(
            TaskSite site,
            int number,
            TraceStack stack,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        OpenCall parent = stack.top();
        OpenCall call = push(stack, site, number);
        if (call != null) {
            fillTask(call, parent, site, self, a0, a1, a2, a3, a4, a5);
        }
        return call;
    }

    private void fillTask(
            OpenCall call,
            @Nullable OpenCall parent,
            TaskSite site,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        if (call.sampled || countsUnsampled) {
            site.begin(call, parent, self, a0, a1, a2, a3, a4, a5);
            call.startNanos = System.nanoTime();
        }
    }

    /**
     * As {@link #enter}, of a call whose method was called earlier, maybe on another thread: where nothing is open on this one
     * it lies beneath {@code around}.
     *
     * @param around what was open when the method was called, by {@link OpenCall#asParent}
     */
    public @Nullable Object enterBeneath(
            OpenCall around,
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        TraceStack stack = TraceStack.current();
        if (stack.top() != null) {
            return enter(number, self, a0, a1, a2, a3, a4, a5);
        }
        Site site = sites.get(number);
        if (!site.enabled()) {
            return null;
        }
        try {
            OpenCall call = push(stack, site, number);
            if (call == null) {
                return null;
            }
            call.beneath(around);
            if (site instanceof MemorySite) {
                MemorySite memory = (MemorySite) site;
                Object key = memory.key(self, a0, a1, a2, a3, a4, a5);
                Object namespace = memory.namespace(self, a0, a1, a2, a3, a4, a5);
                boolean isPart = memory.isPartOf(around.operation);
                fillMemory(call, around, isPart, memory, key, namespace, self, a0, a1, a2, a3, a4, a5);
            } else if (site instanceof TaskSite) {
                fillTask(call, around, (TaskSite) site, self, a0, a1, a2, a3, a4, a5);
            }
            return call;
        } catch (Throwable thrown) {
            stack.depth = 0;
            failed(site, thrown, false);
            return null;
        }
    }

    private @Nullable OpenCall enterCommand(
            Site site, int number, TraceStack stack, @Nullable Object connection, @Nullable Object command) {
        OpenCall parent = stack.top();
        if (parent == null || !parent.sampled) {
            return null;
        }
        if (parent.site.kind() == Site.Kind.COMMAND && parent.key == command) {
            parent.fold();
            return parent;
        }
        OpenCall call = push(stack, site, number);
        if (call != null) {
            call.self = connection;
            call.key = command;
            call.startNanos = System.nanoTime();
        }
        return call;
    }

    private @Nullable OpenCall push(TraceStack stack, Site site, int number) {
        OpenCall call = stack.push(site, number, sampler);
        if (call == null) {
            tooDeep.increment();
        }
        return call;
    }

    /**
     * The same operation on the same key and namespace as the call around it: one logical call. Where there is no key, by
     * the same rule: a {@code super} call, or a decorator that delegates.
     */
    private static boolean isSame(OpenCall parent, MemorySite site, @Nullable Object key, @Nullable Object namespace) {
        Site outer = parent.site;
        return outer instanceof MemorySite
                && ((MemorySite) outer).operation() == site.operation()
                && (key == null
                        ? parent.key == null && ((MemorySite) outer).rule() == site.rule()
                        : isEqual(key, parent.key))
                && (namespace == parent.namespace
                        || (namespace instanceof String && namespace.equals(parent.namespace)));
    }

    /** Numbers are boxed anew at each entry, and texts may be made by an accessor; other keys are asked nothing. */
    private static boolean isEqual(Object key, @Nullable Object other) {
        return key == other || ((key instanceof String || key instanceof Number) && key.equals(other));
    }

    @Override
    public void exit(Object open, @Nullable Object returned, @Nullable Throwable thrown) {
        OpenCall call = (OpenCall) open;
        Site site = call.site;
        TraceStack stack = call.stack;
        int place = call.place;
        boolean isCounted = false;
        try {
            if (call.unfold() || !stack.isOpen(call)) {
                return;
            }
            boolean isMemory = site instanceof MemorySite;
            boolean isHandedOn = isHandedOn(call);
            if (isHandedOn && !ring.hasRoom()) {
                stack.depth = place;
                ring.drop();
            } else if (isHandedOn) {
                long endNanos = System.nanoTime();
                if (site instanceof RuleSite) {
                    ((RuleSite) site).end(call, returned, thrown);
                }
                if (thrown != null && isMemory && call.sampled) {
                    stack.nest(call, endNanos, thrown);
                }
                // Before the consumer can have it: nobody shall find it on the ring and open as well.
                stack.depth = place;
                ring.offer(call, endNanos, thrown);
            } else {
                stack.depth = place;
            }
            isCounted = true;
            call.clear();
        } catch (Throwable failure) {
            stack.depth = place;
            failed(site, failure, isCounted);
        }
    }

    @Override
    public @Nullable Object assemble(
            int number,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        LateCalls calls = late;
        return calls == null
                ? super.assemble(number, self, a0, a1, a2, a3, a4, a5)
                : calls.assemble(number, self, a0, a1, a2, a3, a4, a5);
    }

    @Override
    public @Nullable Object enterSuspending(
            int number,
            @Nullable Object continuation,
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        LateCalls calls = late;
        return calls == null
                ? super.enterSuspending(number, continuation, self, a0, a1, a2, a3, a4, a5)
                : calls.enterSuspending(number, continuation, self, a0, a1, a2, a3, a4, a5);
    }

    @Override
    public @Nullable Object continuation(Object frame, @Nullable Object continuation) {
        LateCalls calls = late;
        return calls == null ? continuation : calls.continuation(frame, continuation);
    }

    @Override
    public @Nullable Object exitAsync(Object frame, @Nullable Object returned, @Nullable Throwable thrown) {
        LateCalls calls = late;
        return calls == null ? super.exitAsync(frame, returned, thrown) : calls.exit(frame, returned, thrown);
    }

    /** The site of this number. */
    public Site site(int number) {
        return sites.get(number);
    }

    /** Whether anybody will want to know how the call went. */
    public boolean isHandedOn(OpenCall call) {
        return call.sampled || (call.site instanceof MemorySite && countsUnsampled);
    }

    /** Hands on a call that has left its stack and is over now. Once for each call; any thread. */
    public void end(OpenCall call, Completion completion) {
        boolean isCounted = false;
        try {
            if (isHandedOn(call) && !ring.hasRoom()) {
                ring.drop();
            } else if (isHandedOn(call)) {
                long endNanos = System.nanoTime();
                completion.end(call);
                ring.offer(call, endNanos, completion.thrown());
            }
            isCounted = true;
        } catch (Throwable failure) {
            failed(call.site, failure, isCounted);
        }
    }

    /**
     * The call was given up, and is on no stack any more.
     *
     * @param isCounted whether the ring has counted it
     */
    public void failed(@Nullable Site site, Throwable thrown, boolean isCounted) {
        try {
            if (!isCounted) {
                failed.increment();
            }
            if (site != null && !(thrown instanceof VirtualMachineError)) {
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
}
