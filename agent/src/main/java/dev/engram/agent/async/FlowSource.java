package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a flow of Kotlin that a method has put together. Each collection is a call, from {@code collect} until that
 * has come to its end, on whatever thread: with all items, by an exception, or cancelled.
 */
final class FlowSource extends DelegatingHandler {

    private final Assembly assembly;
    private final CallRecorder recorder;
    private final PendingCalls pending;

    FlowSource(Object original, Assembly assembly, CallRecorder recorder, PendingCalls pending) {
        super(original);
        this.assembly = assembly;
        this.recorder = recorder;
        this.pending = pending;
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        Object collector = arguments.length == 2 && method.getName().equals("collect") ? arguments[0] : null;
        Object continuation = collector == null ? null : arguments[1];
        Collection own = collector == null || continuation == null ? null : begin();
        if (own == null || collector == null || continuation == null) {
            return delegate(method, arguments);
        }
        @Nullable Object[] seen = own.seen(method, collector, continuation);
        Object returned;
        try {
            returned = delegate(method, seen);
        } catch (Throwable thrown) {
            own.over(own.failed(thrown));
            throw thrown;
        }
        if (Coroutines.isSuspended(returned)) {
            own.exit(returned, null);
        } else {
            own.over(own.value(returned));
        }
        return returned;
    }

    /** Opens a call on this thread's stack; null when there is none to record, or the one around it is the same. */
    private @Nullable Collection begin() {
        OpenCall opened = null;
        try {
            if (pending.isClosed()) {
                return null;
            }
            OpenCall call = assembly.openOwn(recorder);
            if (call == null) {
                return null;
            }
            opened = call;
            return new Collection(call, recorder, pending);
        } catch (Throwable failed) {
            if (opened != null) {
                opened.stack.take(opened);
            }
            recorder.failed(recorder.site(assembly.number()), failed, false);
            return null;
        }
    }

    /** The call; it ends with the items that came. To cancel after the first one is no error: the application had enough. */
    private static final class Collection extends Suspension {

        private final CallRecorder recorder;

        /** Written by one emission after the other. */
        private volatile long items;

        Collection(OpenCall call, CallRecorder recorder, PendingCalls pending) {
            super(call, recorder, pending);
            this.recorder = recorder;
        }

        /** What the flow gets: a collector that sees the items, and a continuation that tells the end. */
        @Nullable
        Object[] seen(Method collect, Object collector, Object continuation) {
            try {
                Object told = exchange(continuation);
                Class<?> type = collect.getParameterTypes()[0];
                return new @Nullable Object[] {
                    type.isInstance(collector) ? proxy(type, new Seen(collector, this)) : collector, told
                };
            } catch (Throwable failed) {
                recorder.failed(call.site, failed, false);
                return new @Nullable Object[] {collector, continuation};
            }
        }

        private static Object proxy(Class<?> type, InvocationHandler handler) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // See the field.
        void seenItem(@Nullable Object item) {
            items++;
            PendingCall waiting = awaited;
            if (waiting != null && !waiting.isClaimed()) {
                recorder.item(call, item);
            }
        }

        @Override
        Completion value(@Nullable Object result) {
            return Completion.ofItems(items);
        }

        @Override
        Completion failed(Throwable failure) {
            return failure instanceof CancellationException && items > 0
                    ? Completion.ofItems(items)
                    : Completion.failed(failure);
        }

        /** {@code collect} has not suspended. */
        void over(Completion completion) {
            call.stack.take(call);
            PendingCall waiting = awaited;
            if (waiting != null) {
                pending.end(waiting, completion);
            }
        }
    }

    /** The proxy of the application's collector. */
    private static final class Seen extends DelegatingHandler {

        private final Collection collection;

        Seen(Object original, Collection collection) {
            super(original);
            this.collection = collection;
        }

        @Override
        @Nullable
        Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
            if (method.getName().equals("emit") && arguments.length == 2) {
                collection.seenItem(arguments[0]);
            }
            return delegate(method, arguments);
        }
    }
}
