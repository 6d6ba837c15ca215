package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Stands for what a method has put together. Each subscription is a call, open on the subscribing thread's stack as long as
 * {@code subscribe} runs, and waiting from then on.
 */
final class LazySource extends Delegation {

    private final Assembly assembly;
    private final LazyType.Gives gives;
    private final CallRecorder recorder;
    private final PendingCalls pending;

    LazySource(Object original, Assembly assembly, LazyType.Gives gives, CallRecorder recorder, PendingCalls pending) {
        super(original);
        this.assembly = assembly;
        this.gives = gives;
        this.recorder = recorder;
        this.pending = pending;
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        Object subscriber = arguments.length == 1 && method.getName().equals("subscribe") ? arguments[0] : null;
        OpenCall call = subscriber == null ? null : open(subscriber);
        if (call == null || subscriber == null) {
            return delegate(method, arguments);
        }
        Subscriber own = new Subscriber(subscriber, call, gives, pending);
        if (recorder.isHandedOn(call) && !own.await()) {
            // There is no room for one more that waits: it is over when subscribe returns.
            try {
                return delegate(method, arguments);
            } finally {
                call.stack.take(call);
                recorder.end(call, Completion.unknown());
            }
        }
        try {
            return delegate(method, new @Nullable Object[] {Roles.SUBSCRIBER.standIn(subscriber, own)});
        } catch (Throwable thrown) {
            own.end(Completion.failed(thrown));
            throw thrown;
        } finally {
            call.stack.take(call);
        }
    }

    /** A new call on this thread's stack; null when there is none to record, or the one around it is the same. */
    private @Nullable OpenCall open(Object subscriber) {
        if (pending.isClosed() || !Roles.SUBSCRIBER.isPlayedBy(subscriber)) {
            return null;
        }
        int depth = TraceStack.current().depth;
        OpenCall call = assembly.open(recorder);
        if (call != null && call.stack.depth == depth) {
            call.unfold();
            return null;
        }
        return call;
    }
}
