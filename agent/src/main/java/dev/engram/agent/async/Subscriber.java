package dev.engram.agent.async;

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

    /** Null when nobody wants to know how the call ends. */
    private @Nullable Pending awaited;

    Subscriber(Object original, OpenCall call, LazyType.Gives gives, PendingCalls pending) {
        super(original);
        this.call = call;
        this.gives = gives;
        this.pending = pending;
    }

    /**
     * Has the call wait for its end; to be called before anything is.
     *
     * @return false when it cannot
     */
    boolean await() {
        awaited = pending.add(call, this);
        return awaited != null;
    }

    void end(Completion completion) {
        Pending waiting = awaited;
        if (waiting != null) {
            pending.end(waiting, completion);
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
        Pending waiting = awaited;
        if (waiting == null) {
            return arguments;
        }
        Object given = arguments.length == 0 ? null : arguments[0];
        switch (signal) {
            case "onSubscribe":
                return given != null && Roles.SUBSCRIPTION.isPlayedBy(given)
                        ? new @Nullable Object[] {
                            Roles.SUBSCRIPTION.standIn(given, new Subscription(given, call, gives, pending, waiting))
                        }
                        : arguments;
            case "onNext":
                waiting.items++;
                if (gives == LazyType.Gives.ONE) {
                    end(Completion.of(given));
                }
                return arguments;
            case "onSuccess":
                end(Completion.of(given));
                return arguments;
            case "onComplete":
                end(gives == LazyType.Gives.MANY ? Completion.ofItems(waiting.items) : Completion.of(null));
                return arguments;
            case "onError":
                end(given instanceof Throwable ? Completion.failed((Throwable) given) : Completion.unknown());
                return arguments;
            default:
                return arguments;
        }
    }
}
