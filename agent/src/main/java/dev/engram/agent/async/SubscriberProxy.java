package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.CapturedContexts;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of the application's subscriber, which sees how the operation ends. While the application's own code runs, the call
 * is not on the thread's stack: what that code does is no part of the operation, but of what was open where the application
 * subscribed, whatever thread signals it.
 *
 * <p>A subscription to many that is cancelled after the first item has ended well: the application had enough.
 */
final class SubscriberProxy extends DelegatingHandler {

    private final OpenCall call;

    /** What was open where the application subscribed, by {@link OpenCall#asParent}; null for nothing. */
    private final @Nullable OpenCall around;

    private final LazyType.Gives gives;
    private final PendingCalls pending;
    private final Object proxy;

    private final ItemTimes times = new ItemTimes();

    /** Null when nobody wants to know how the call ends, or it cannot be waited for. */
    private @Nullable PendingCall awaited;

    /** What Reactor is told of the application's context and the call; null as long as nobody has asked. */
    private @Nullable Object context;

    /** Whether the call is over when {@code subscribe} returns, since it cannot be waited for. */
    private boolean endsWithSubscribe;

    SubscriberProxy(
            Object original, OpenCall call, @Nullable OpenCall around, LazyType.Gives gives, PendingCalls pending) {
        super(original);
        this.call = call;
        this.around = around;
        this.gives = gives;
        this.pending = pending;
        ReactorContext.use();
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
        if (gives == LazyType.Gives.MANY && method.getName().equals("onNext") && !times.isGiving()) {
            long then = times.giving();
            try {
                return signal(method, arguments);
            } finally {
                times.given(then);
            }
        }
        return signal(method, arguments);
    }

    private @Nullable Object signal(Method method, @Nullable Object[] arguments) throws Throwable {
        long ofTheApplication = times.ofTheApplication();
        TraceStack stack = call.stack;
        boolean isOnTop = TraceStack.current() == stack && stack.top() == call;
        if (isOnTop) {
            stack.take(call);
        }
        OpenCall attached = attachAround();
        try {
            return delegate(method, seen(method.getName(), arguments, ofTheApplication));
        } finally {
            if (attached != null) {
                CapturedContexts.detach(attached);
            }
            if (isOnTop && !isOver()) {
                stack.putBack(call);
            }
        }
    }

    private @Nullable OpenCall attachAround() {
        try {
            return TraceStack.attachExactly(around);
        } catch (Throwable outOfMemory) {
            return null;
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

    /**
     * What a signal means for the call.
     *
     * @param earlier by how many nanoseconds the operation has ended before, if this is its end
     * @return what the application's subscriber gets of it
     */
    private @Nullable Object[] seen(String signal, @Nullable Object[] arguments, long earlier) {
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
                Completion completion =
                        gives == LazyType.Gives.MANY ? Completion.ofItems(items()) : Completion.of(null);
                end(completion.earlierBy(earlier));
                yield arguments;
            }
            case "onError" -> {
                Completion completion =
                        given instanceof Throwable throwable ? Completion.failed(throwable) : Completion.unknown();
                end(completion.earlierBy(earlier));
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
                            subscription, new SubscriptionProxy(subscription, call, gives, pending, awaited, times))
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
