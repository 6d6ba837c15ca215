package dev.engram.agent.async;

import dev.engram.agent.record.CallRecorder;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of what a turn returned that does nothing until somebody subscribes. The first subscription is the turn's, which is
 * over with it. What is subscribed later is a part of the turn while that lasts.
 */
final class TurnSource extends DelegatingHandler {

    private final StreamedCall turn;
    private final CallRecorder recorder;

    TurnSource(Object original, StreamedCall turn, CallRecorder recorder) {
        super(original);
        this.turn = turn;
        this.recorder = recorder;
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        Object given = arguments.length == 1 && method.getName().equals("subscribe") ? arguments[0] : null;
        if (given == null || turn.isOver()) {
            return delegate(method, arguments);
        }
        TurnSubscriber own = own(given);
        OpenCall attached = attach();
        try {
            return delegate(method, own == null ? arguments : new @Nullable Object[] {own.proxy()});
        } catch (Throwable thrown) {
            if (own != null) {
                turn.sourceEnded(thrown);
            }
            throw thrown;
        } finally {
            if (attached != null) {
                recorder.contexts.detach(attached);
            }
        }
    }

    /** Null for what is not the first subscription, or cannot be watched. */
    private @Nullable TurnSubscriber own(Object given) {
        try {
            return ProxyInterfaces.SUBSCRIBER.areImplementedBy(given) && turn.start()
                    ? new TurnSubscriber(given, turn, recorder)
                    : null;
        } catch (Throwable outOfMemory) {
            turn.sourceEnded(outOfMemory);
            return null;
        }
    }

    private @Nullable OpenCall attach() {
        try {
            return TraceStack.current().callBack(turn.callbackParent(), null);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }
}
