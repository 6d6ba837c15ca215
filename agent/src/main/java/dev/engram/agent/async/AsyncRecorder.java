package dev.engram.agent.async;

import dev.engram.agent.client.site.Endings;
import dev.engram.agent.propagation.Propagation;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Sites;
import dev.engram.agent.ring.EventRing;
import dev.engram.agent.rule.StreamSignal;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.Sampler;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Records calls, also those whose results come later than their methods return: {@link AsyncCalls} follows these. */
public final class AsyncRecorder extends CallRecorder {

    private final AsyncCalls calls = new AsyncCalls(this);

    /** See {@link CallRecorder#CallRecorder}. */
    public AsyncRecorder(Sites sites, EventRing ring, Sampler sampler, boolean countsUnsampled, boolean foldsParts) {
        super(sites, ring, sampler, countsUnsampled, foldsParts, new ThreadContexts());
    }

    /** Has requests take trace contexts from process to process. To be called before this is installed. */
    public void propagateBy(Propagation requests) {
        ((ThreadContexts) contexts).propagateBy(requests);
    }

    /** The calls that wait for their results. */
    public AsyncCalls calls() {
        return calls;
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
        return calls.assemble(number, self, a0, a1, a2, a3, a4, a5);
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
        return calls.enterSuspending(number, continuation, self, a0, a1, a2, a3, a4, a5);
    }

    @Override
    public @Nullable Object continuation(Object call, @Nullable Object continuation) {
        return calls.continuation(call, continuation);
    }

    @Override
    public @Nullable Object exitAsync(Object call, @Nullable Object returned, @Nullable Throwable thrown) {
        return calls.exit(call, returned, thrown);
    }

    @Override
    protected void beginStream(OpenCall call, @Nullable OpenCall around, @Nullable Object stream) {
        calls.streams().begin(call, around, stream);
    }

    @Override
    protected boolean hasStream(Object stream) {
        return calls.streams().has(stream);
    }

    @Override
    protected @Nullable OpenCall signalled(
            StreamSignal signal, Object stream, @Nullable Object value, @Nullable Object cancel) {
        return calls.streams().signalled(signal, stream, value, cancel);
    }

    @Override
    protected void signalEnded(OpenCall attached, @Nullable Throwable thrown) {
        calls.streams().signalEnded(attached, thrown);
    }

    @Override
    public void completed(Object future, @Nullable Object thrown) {
        try {
            if (future instanceof Future<?> ofTheJdk) {
                calls.completed(ofTheJdk);
            } else {
                Endings.completed(future, (Throwable) thrown);
            }
        } catch (Throwable outOfMemory) {
            // Whoever wants to know will learn it later.
        }
    }
}
