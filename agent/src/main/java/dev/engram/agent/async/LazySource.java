package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of what a method has put together. Each subscription is a call, open on the subscribing thread's stack as long as
 * {@code subscribe} runs, and waiting from then on.
 */
final class LazySource extends DelegatingHandler {

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
        Object given = arguments.length == 1 && method.getName().equals("subscribe") ? arguments[0] : null;
        OpenCall attached = given == null ? null : attach(given);
        try {
            return handle(method, arguments, given);
        } finally {
            if (attached != null) {
                recorder.contexts.detach(attached);
            }
        }
    }

    /** Has the subscription lie beneath the call that the subscriber is a part of, if that is not open on this thread. */
    private static @Nullable OpenCall attach(Object subscriber) {
        try {
            OpenCall call = ReactorContext.callOf(subscriber);
            return call == null ? null : TraceStack.attachUnlessOpen(call);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    private @Nullable Object handle(Method method, @Nullable Object[] arguments, @Nullable Object given)
            throws Throwable {
        SubscriberProxy own = given == null ? null : begin(given);
        if (own == null) {
            return delegate(method, arguments);
        }
        try {
            return delegate(method, new @Nullable Object[] {own.proxy()});
        } catch (Throwable thrown) {
            own.end(Completion.failed(thrown));
            throw thrown;
        } finally {
            own.leave();
        }
    }

    /** Opens a call on this thread's stack; null when there is none to record, or the one around it is the same. */
    private @Nullable SubscriberProxy begin(Object given) {
        OpenCall opened = null;
        try {
            if (pending.isClosed() || !ProxyInterfaces.SUBSCRIBER.areImplementedBy(given)) {
                return null;
            }
            OpenCall call = assembly.openOwn(recorder);
            if (call == null) {
                return null;
            }
            opened = call;
            OpenCall around = call.stack.around(call);
            SubscriberProxy own = new SubscriberProxy(
                    given, call, around == null ? null : around.asParent(), gives, recorder, pending);
            if (call.isHandedOn) {
                own.await();
            }
            return own;
        } catch (Throwable failed) {
            if (opened != null) {
                opened.stack.take(opened);
            }
            recorder.failed(recorder.site(assembly.number()), failed, false);
            return null;
        }
    }
}
