package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of the application's subscriber, which sees how the operation ends. While the application's own code runs, the call
 * is not on the thread's stack: what that code does is no part of the operation.
 *
 * <p>A subscription to many that is cancelled after the first item has ended well: the application had enough.
 */
final class SubscriberProxy extends DelegatingHandler {

    private final OpenCall call;
    private final LazyType.Gives gives;
    private final CallRecorder recorder;
    private final PendingCalls pending;
    private final Object proxy;

    /** Null when nobody wants to know how the call ends, or it cannot be waited for. */
    private @Nullable PendingCall awaited;

    /** What Reactor is told of the application's context and the call; null as long as nobody has asked. */
    private @Nullable Object context;

    /** Whether the call is over when {@code subscribe} returns, since it cannot be waited for. */
    private boolean endsWithSubscribe;

    SubscriberProxy(Object original, OpenCall call, LazyType.Gives gives, CallRecorder recorder, PendingCalls pending) {
        super(original);
        this.call = call;
        this.gives = gives;
        this.recorder = recorder;
        this.pending = pending;
        this.proxy = ProxyInterfaces.SUBSCRIBER.newProxy(original, this);
    }

    /** What the source gets for the application's subscriber. */
    Object proxy() {
        return proxy;
    }

    /** Has the call wait for its end, if it can; to be called before anything is. */
    void await() {
        awaited = pending.add(call, this);
        endsWithSubscribe = awaited == null;
    }

    void end(Completion completion) {
        PendingCall waiting = awaited;
        if (waiting != null) {
            pending.end(waiting, completion);
        }
    }

    /** {@code subscribe} has returned, or thrown. */
    void leave() {
        call.stack.take(call);
        if (endsWithSubscribe) {
            pending.endUnseen(call);
        }
    }

    private boolean isOver() {
        PendingCall waiting = awaited;
        return waiting != null && waiting.isClaimed();
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        if (method.getName().equals(ReactorContext.CURRENT)) {
            return context(method, arguments);
        }
        if (!method.getName().startsWith("on")) {
            return delegate(method, arguments);
        }
        TraceStack stack = call.stack;
        boolean isOnTop = TraceStack.current() == stack && stack.top() == call;
        if (isOnTop) {
            stack.take(call);
        }
        try {
            return delegate(method, seen(method.getName(), arguments));
        } finally {
            if (isOnTop && !isOver()) {
                stack.putBack(call);
            }
        }
    }

    /** A subscriber's context is the same as long as it lives; of a call that is over nothing begins. */
    private @Nullable Object context(Method method, @Nullable Object[] arguments) throws Throwable {
        Object known = context;
        if (known == null) {
            known = delegate(method, arguments);
            if (call.spanId != 0 && !isOver()) {
                known = ReactorContext.with(original, known, call);
            }
            context = known;
        }
        return known;
    }

    /** What a signal means for the call; what the application's subscriber gets of it. */
    private @Nullable Object[] seen(String signal, @Nullable Object[] arguments) {
        Object given = arguments.length == 0 ? null : arguments[0];
        return switch (signal) {
            case "onSubscribe" -> given == null ? arguments : new @Nullable Object[] {proxyOf(given)};
            case "onNext" -> {
                seenItem(given);
                yield arguments;
            }
            case "onSuccess" -> {
                end(Completion.of(given));
                yield arguments;
            }
            case "onComplete" -> {
                end(gives == LazyType.Gives.MANY ? Completion.ofItems(items()) : Completion.of(null));
                yield arguments;
            }
            case "onError" -> {
                end(given instanceof Throwable throwable ? Completion.failed(throwable) : Completion.unknown());
                yield arguments;
            }
            default -> arguments;
        };
    }

    private long items() {
        PendingCall waiting = awaited;
        return waiting == null ? 0 : waiting.items;
    }

    private void seenItem(@Nullable Object item) {
        PendingCall waiting = awaited;
        if (waiting != null) {
            waiting.items++;
            if (gives == LazyType.Gives.MANY) {
                recorder.item(call, item);
            }
            if (gives == LazyType.Gives.ONE) {
                end(Completion.of(item));
            }
        }
    }

    /** The proxy of a subscription; the subscription itself where there can be none, since it must work whatever fails here. */
    private Object proxyOf(Object subscription) {
        try {
            return ProxyInterfaces.SUBSCRIPTION.areImplementedBy(subscription)
                    ? ProxyInterfaces.SUBSCRIPTION.newProxy(
                            subscription, new SubscriptionProxy(subscription, call, gives, pending, awaited))
                    : subscription;
        } catch (Throwable failed) {
            // Its end may be seen all the same; a cancellation will not.
            Log.warnOnce(
                    "A subscription cannot be watched: "
                            + subscription.getClass().getName(),
                    failed);
            return subscription;
        }
    }
}
