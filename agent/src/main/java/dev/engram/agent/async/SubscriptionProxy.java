package dev.engram.agent.async;

import dev.engram.agent.record.Completion;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a subscription, by which a subscriber asks for items and cancels. A source may work when it is asked, so the
 * call is on the stack meanwhile. To cancel is an error, unless items had come: then the application had enough.
 *
 * <p>It must not keep the {@link SubscriberProxy} alive, by whose end an abandoned call is known.
 */
final class SubscriptionProxy extends DelegatingHandler {

    private final OpenCall call;
    private final LazyType.Gives gives;
    private final PendingCalls pending;

    /** Null when nobody waits for the end. */
    private final @Nullable PendingCall awaited;

    private final ItemTimes times;

    SubscriptionProxy(
            Object original,
            OpenCall call,
            LazyType.Gives gives,
            PendingCalls pending,
            @Nullable PendingCall awaited,
            ItemTimes times) {
        super(original);
        this.call = call;
        this.gives = gives;
        this.pending = pending;
        this.awaited = awaited;
        this.times = times;
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "cancel", "dispose" -> {
                cancelled();
                yield delegate(method, arguments);
            }
            case "request" -> request(method, arguments);
            default -> delegate(method, arguments);
        };
    }

    private void cancelled() {
        PendingCall waiting = awaited;
        // Libraries cancel what is over, too, and an exception costs its stack.
        if (waiting != null && !waiting.isClaimed()) {
            pending.end(
                    waiting,
                    gives == LazyType.Gives.MANY && waiting.items > 0
                            ? Completion.ofItems(waiting.items)
                            : Completion.failed(new CancellationException("Cancelled by the subscriber")));
        }
        if (isOnTop()) {
            call.stack.take(call);
        }
    }

    private boolean isOnTop() {
        return TraceStack.current() == call.stack && call.stack.top() == call;
    }

    private @Nullable Object request(Method method, @Nullable Object[] arguments) throws Throwable {
        TraceStack stack = call.stack;
        PendingCall waiting = awaited;
        if (waiting != null && waiting.isClaimed()) {
            return delegate(method, arguments);
        }
        times.asked();
        if (TraceStack.current() != stack || !stack.putBack(call)) {
            // On another thread, or within something else on the same one.
            return delegateWithin(attach(), method, arguments);
        }
        try {
            return delegate(method, arguments);
        } finally {
            stack.take(call);
        }
    }

    private @Nullable OpenCall attach() {
        try {
            return TraceStack.attachUnlessInnermost(call.asParent());
        } catch (Throwable outOfMemory) {
            return null;
        }
    }
}
