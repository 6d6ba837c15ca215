package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the application's subscriber, and sees how the operation ends. While the application's own code runs, the call
 * is not on the thread's stack: what that code does is no part of the operation.
 *
 * <p>A subscription to many that is cancelled after the first item has ended well: the application had enough.
 */
final class Subscriber extends Delegation {

    private final OpenCall call;
    private final LazyType.Gives gives;
    private final PendingCalls pending;
    private final Object standIn;

    /** Null when nobody wants to know how the call ends, or it cannot be waited for. */
    private @Nullable Pending awaited;

    /** Whether the call is over when {@code subscribe} returns, since it cannot be waited for. */
    private boolean endsWithSubscribe;

    Subscriber(Object original, OpenCall call, LazyType.Gives gives, PendingCalls pending) {
        super(original);
        this.call = call;
        this.gives = gives;
        this.pending = pending;
        this.standIn = Roles.SUBSCRIBER.standIn(original, this);
    }

    /** What the source gets for the application's subscriber. */
    Object standIn() {
        return standIn;
    }

    /** Has the call wait for its end, if it can; to be called before anything is. */
    void await() {
        awaited = pending.add(call, this);
        endsWithSubscribe = awaited == null;
    }

    void end(Completion completion) {
        Pending waiting = awaited;
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
        Pending waiting = awaited;
        return waiting != null && waiting.isClaimed();
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
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

    /** What a signal means for the call; what the application's subscriber gets of it. */
    private @Nullable Object[] seen(String signal, @Nullable Object[] arguments) {
        Object given = arguments.length == 0 ? null : arguments[0];
        switch (signal) {
            case "onSubscribe":
                return given == null ? arguments : new @Nullable Object[] {standIn(given)};
            case "onNext":
                seenItem(given);
                return arguments;
            case "onSuccess":
                end(Completion.of(given));
                return arguments;
            case "onComplete":
                end(gives == LazyType.Gives.MANY ? Completion.ofItems(items()) : Completion.of(null));
                return arguments;
            case "onError":
                end(given instanceof Throwable ? Completion.failed((Throwable) given) : Completion.unknown());
                return arguments;
            default:
                return arguments;
        }
    }

    private long items() {
        Pending waiting = awaited;
        return waiting == null ? 0 : waiting.items;
    }

    private void seenItem(@Nullable Object item) {
        Pending waiting = awaited;
        if (waiting != null) {
            waiting.items++;
            if (gives == LazyType.Gives.ONE) {
                end(Completion.of(item));
            }
        }
    }

    /** What stands for a subscription, which must work whatever fails in here. */
    private Object standIn(Object subscription) {
        try {
            return Roles.SUBSCRIPTION.isPlayedBy(subscription)
                    ? Roles.SUBSCRIPTION.standIn(
                            subscription, new Subscription(subscription, call, gives, pending, awaited))
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
