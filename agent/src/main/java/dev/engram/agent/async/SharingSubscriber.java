package dev.engram.agent.async;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a subscriber that shares its source with others. A signal comes to all of them on one thread, which may be about
 * the work of another; each goes on with what it is a part of.
 */
final class SharingSubscriber extends DelegatingHandler {

    private final OpenCall call;

    private SharingSubscriber(Object original, OpenCall call) {
        super(original);
        this.call = call;
    }

    /** What subscribes in the place of a subscriber: itself where nothing is open that it could be a part of. */
    static Object of(Object subscriber) {
        try {
            OpenCall told = ReactorContext.callOf(subscriber);
            OpenCall call = told == null ? TraceStack.innermostAsParent() : told;
            return call == null || !ProxyInterfaces.SUBSCRIBER.areImplementedBy(subscriber)
                    ? subscriber
                    : ProxyInterfaces.SUBSCRIBER.newProxy(subscriber, new SharingSubscriber(subscriber, call));
        } catch (Throwable failed) {
            // It goes on with whatever its source signals in.
            return subscriber;
        }
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        return delegateWithin(method.getName().startsWith("on") ? attach() : null, method, arguments);
    }

    private @Nullable OpenCall attach() {
        try {
            return TraceStack.attachUnlessOpen(call);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }
}
