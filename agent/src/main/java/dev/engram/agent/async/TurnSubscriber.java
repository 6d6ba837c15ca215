package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of the application's subscriber to what a turn returned. What the application does with a part is a child of the
 * turn, whatever thread brings it; the turn is over when the application's code has seen its end, or cancels.
 */
final class TurnSubscriber extends DelegatingHandler {

    private final StreamedCall turn;
    private final CallRecorder recorder;
    private final Object proxy;

    TurnSubscriber(Object original, StreamedCall turn, CallRecorder recorder) {
        super(original);
        this.turn = turn;
        this.recorder = recorder;
        this.proxy = ProxyInterfaces.SUBSCRIBER.newProxy(original, this);
    }

    /** What the source gets for the application's subscriber. */
    Object proxy() {
        return proxy;
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        if (!method.getName().startsWith("on")) {
            return delegate(method, arguments);
        }
        Object given = arguments.length == 0 ? null : arguments[0];
        OpenCall attached = attach();
        try {
            return switch (method.getName()) {
                case "onSubscribe" -> delegate(method, subscribed(given, arguments));
                case "onNext" -> {
                    turn.chunk(null);
                    yield delegate(method, arguments);
                }
                case "onComplete", "onSuccess" -> ending(null, method, arguments);
                case "onError" -> ending(given instanceof Throwable thrown ? thrown : null, method, arguments);
                default -> delegate(method, arguments);
            };
        } finally {
            if (attached != null) {
                recorder.contexts.detach(attached);
            }
        }
    }

    private @Nullable OpenCall attach() {
        try {
            return turn.isOver() ? null : TraceStack.attachUnlessOpen(turn.callbackParent());
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    private @Nullable Object ending(@Nullable Throwable failure, Method method, @Nullable Object[] arguments)
            throws Throwable {
        Throwable last = failure;
        try {
            return delegate(method, arguments);
        } catch (Throwable thrown) {
            last = last == null ? thrown : last;
            throw thrown;
        } finally {
            turn.sourceEnded(last);
        }
    }

    private @Nullable Object[] subscribed(@Nullable Object subscription, @Nullable Object[] arguments) {
        try {
            return subscription != null && ProxyInterfaces.SUBSCRIPTION.areImplementedBy(subscription)
                    ? new @Nullable Object[] {
                        ProxyInterfaces.SUBSCRIPTION.newProxy(subscription, new Cancelling(subscription, turn))
                    }
                    : arguments;
        } catch (Throwable outOfMemory) {
            return arguments;
        }
    }

    /** The proxy of the subscription. It does not keep the turn, which is abandoned when its source is gone. */
    private static final class Cancelling extends DelegatingHandler {

        private final WeakReference<StreamedCall> turn;

        Cancelling(Object subscription, StreamedCall turn) {
            super(subscription);
            this.turn = new WeakReference<>(turn);
        }

        @Override
        @Nullable
        Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
            boolean isEnd =
                    method.getName().equals("cancel") || method.getName().equals("dispose");
            StreamedCall cancelled = isEnd ? turn.get() : null;
            try {
                return delegate(method, arguments);
            } finally {
                // Libraries cancel what is over, too, and an exception costs its stack.
                if (cancelled != null && !cancelled.isOver()) {
                    cancelled.sourceCancelled();
                }
            }
        }
    }
}
