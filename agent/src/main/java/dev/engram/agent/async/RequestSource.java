package dev.engram.agent.async;

import dev.engram.agent.propagation.Propagation;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.TraceStack;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of what serves a request once the server subscribes to it. What begins while {@code subscribe} runs lies beneath
 * the span that the request told.
 */
final class RequestSource extends DelegatingHandler {

    private final RemoteContext told;
    private final ThreadContexts contexts;

    private RequestSource(Object original, RemoteContext told, ThreadContexts contexts) {
        super(original);
        this.told = told;
        this.contexts = contexts;
    }

    /** What the server is to subscribe to: {@code served} itself where the request told nothing. */
    static Object of(ThreadContexts contexts, Object served, Object request) {
        try {
            LazyType type = LazyType.of(served.getClass());
            RemoteContext told = type == null ? null : contexts.told(request);
            return type == null || told == null ? served : type.wrap(new RequestSource(served, told, contexts));
        } catch (Throwable failed) {
            // What the request causes begins traces of its own.
            return served;
        }
    }

    @Override
    @Nullable
    Object handle(Method method, @Nullable Object[] arguments) throws Throwable {
        OpenCall attached = method.getName().equals("subscribe") ? attach() : null;
        try {
            return delegate(method, arguments);
        } finally {
            if (attached != null) {
                attached.endLater(Propagation.LONGEST_NANOS);
                contexts.detach(attached);
            }
        }
    }

    private @Nullable OpenCall attach() {
        try {
            return TraceStack.receive(told, true);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }
}
