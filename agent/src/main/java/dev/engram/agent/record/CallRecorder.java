package dev.engram.agent.record;

import dev.engram.agent.log.Log;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.trace.Frame;
import dev.engram.agent.trace.Sampler;
import dev.engram.agent.trace.Site;
import dev.engram.agent.trace.TraceStack;
import dev.engram.bootstrap.Recorder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Records calls: opens a frame at entry, fills it, and hands it to the ring at exit. Everything here runs on the
 * application's threads.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>No lock, no I/O, no signal; no allocation in steady state, beyond what the application's own accessors allocate.
 *   <li>Nothing is thrown. A site where something threw is switched off and said once; an error of the virtual machine
 *       (stack overflow, out of memory) only loses that call.
 *   <li>A delegate or a {@code super} call that does the same operation on the same key in the same namespace makes one
 *       span with its caller.
 *   <li>A command is recorded only beneath a sampled call.
 * </ol>
 */
public final class CallRecorder extends Recorder {

    private final Sites sites;
    private final EventRing ring;
    private final Sampler sampler;
    private final LongAdder tooDeep = new LongAdder();

    public CallRecorder(Sites sites, EventRing ring, Sampler sampler) {
        this.sites = sites;
        this.ring = ring;
        this.sampler = sampler;
    }

    /** Calls that were not recorded because {@link TraceStack#MAX_DEPTH} were open on their thread. */
    public long tooDeep() {
        return tooDeep.sum();
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
        Frame frame = null;
        try {
            site = sites.get(number);
            if (!site.enabled()) {
                return null;
            }
            TraceStack stack = TraceStack.current();
            Frame parent = stack.top();
            switch (site.kind()) {
                case MEMORY:
                    MemorySite memory = (MemorySite) site;
                    Object key = memory.key(self, a0, a1, a2, a3, a4, a5);
                    Object namespace = memory.namespace(self, a0, a1, a2, a3, a4, a5);
                    if (parent != null && isSame(parent, memory, key, namespace)) {
                        TraceStack.fold(parent);
                        return parent;
                    }
                    frame = stack.push(site, sampler);
                    if (frame != null) {
                        frame.key = key;
                        frame.namespace = namespace;
                        memory.beginMemory(frame, self, a0, a1, a2, a3, a4, a5);
                        memory.begin(frame, parent, self, a0, a1, a2, a3, a4, a5);
                    }
                    break;
                case TASK:
                    frame = stack.push(site, sampler);
                    if (frame != null) {
                        ((TaskSite) site).begin(frame, parent, self, a0, a1, a2, a3, a4, a5);
                    }
                    break;
                case COMMAND:
                    if (parent == null || !parent.sampled) {
                        return null;
                    }
                    if (parent.site != null && parent.site.kind() == Site.Kind.COMMAND && parent.key == a0) {
                        TraceStack.fold(parent);
                        return parent;
                    }
                    frame = stack.push(site, sampler);
                    if (frame != null) {
                        frame.self = self;
                        frame.key = a0;
                    }
                    break;
                default:
                    return null;
            }
            if (frame == null) {
                tooDeep.increment();
                return null;
            }
            frame.startNanos = System.nanoTime();
            return frame;
        } catch (Throwable thrown) {
            failed(site, frame, thrown);
            return null;
        }
    }

    /** The same operation on the same key and namespace as the call around it: one logical call. */
    private static boolean isSame(Frame parent, MemorySite site, @Nullable Object key, @Nullable Object namespace) {
        Site outer = parent.site;
        return key != null
                && key == parent.key
                && outer instanceof MemorySite
                && ((MemorySite) outer).operation() == site.operation()
                && (namespace == parent.namespace
                        || (namespace instanceof String && namespace.equals(parent.namespace)));
    }

    @Override
    public void exit(Object open, @Nullable Object returned, @Nullable Throwable thrown) {
        long endNanos = System.nanoTime();
        Frame frame = (Frame) open;
        Site site = frame.site;
        try {
            if (site == null || TraceStack.unfold(frame)) {
                return;
            }
            frame.endNanos = endNanos;
            frame.thrown = thrown;
            boolean isMemory = site.kind() == Site.Kind.MEMORY;
            if (site instanceof RuleSite) {
                ((RuleSite) site).end(frame, returned, thrown);
            }
            TraceStack stack = TraceStack.pop(frame);
            if (stack == null) {
                return;
            }
            if (thrown != null && isMemory) {
                Frame parent = stack.top();
                if (parent != null) {
                    parent.nest(frame);
                }
            }
            if (isMemory || frame.sampled) {
                frame.ended = true;
                stack.replace(ring.exchange(frame));
            } else {
                frame.clear();
            }
        } catch (Throwable failure) {
            failed(site, frame, failure);
        }
    }

    private static void failed(@Nullable Site site, @Nullable Frame frame, Throwable thrown) {
        try {
            if (frame != null && TraceStack.pop(frame) != null) {
                frame.clear();
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
