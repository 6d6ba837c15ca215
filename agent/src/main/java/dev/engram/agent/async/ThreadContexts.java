package dev.engram.agent.async;

import dev.engram.agent.log.Log;
import dev.engram.agent.mdc.LogContext;
import dev.engram.agent.opentelemetry.ApplicationSpans;
import dev.engram.agent.propagation.Propagation;
import dev.engram.agent.trace.CapturedContexts;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.RemoteContext;
import dev.engram.agent.trace.TraceStack;
import dev.engram.bootstrap.Contexts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is open on a thread to the threads, requests and log lines that belong to it.
 *
 * <p>Nothing is thrown. A context that is lost for want of memory is not reported: the application goes first. What the
 * application's libraries do wrong is said once.
 */
final class ThreadContexts extends Contexts {

    private static final String UNSEEN_SPAN = "A span of the application's own OpenTelemetry was not seen: ";
    private static final String UNSEEN_START =
            "The start of a span of the application's own OpenTelemetry was not seen: ";
    private static final String UNLOGGED_SPAN = "Log lines tell no span: their context threw ";
    private static final String UNREAD_CONTEXT = "The trace context of a request was not read: ";
    private static final String UNTOLD_CONTEXT = "A request went out without its trace context: ";

    /** Set before the first request is served. */
    private Propagation propagation = Propagation.NONE;

    /** Has requests take trace contexts from process to process. To be called before a recorder is installed. */
    void propagateBy(Propagation requests) {
        this.propagation = requests;
    }

    @Override
    public void capture(Object task) {
        try {
            CapturedContexts.capture(task);
        } catch (Throwable outOfMemory) {
            // The task begins a trace of its own.
        }
    }

    @Override
    public void discard(Object task) {
        try {
            CapturedContexts.discard(task);
        } catch (Throwable outOfMemory) {
            // It goes with the task.
        }
    }

    @Override
    public void taken(Object work) {
        try {
            CapturedContexts.taken(work);
        } catch (Throwable outOfMemory) {
            // The task goes on as what it was.
        }
    }

    @Override
    public @Nullable Object attach(Object task) {
        try {
            return CapturedContexts.attach(task);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    @Override
    public @Nullable Object attachNothing() {
        try {
            return TraceStack.attachNothing();
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    @Override
    public void detach(Object attached) {
        try {
            OpenCall context = (OpenCall) attached;
            if (context.self != null) {
                propagation.served(context);
            }
            CapturedContexts.detach(context);
        } catch (Throwable outOfMemory) {
            // It is off the stack.
        }
    }

    @Override
    public void detachAll() {
        try {
            CapturedContexts.detachAll();
        } catch (Throwable outOfMemory) {
            // It is off the stack.
        }
    }

    @Override
    public void scopeOpened(Object scope, Object context) {
        try {
            ApplicationSpans.opened(scope, context);
        } catch (Throwable thrown) {
            complain(UNSEEN_SPAN, thrown);
        }
    }

    @Override
    public void scopeClosed(Object scope) {
        try {
            ApplicationSpans.closed(scope);
        } catch (Throwable thrown) {
            complain(UNSEEN_SPAN, thrown);
        }
    }

    @Override
    public void spanStarted(Object span, String name) {
        try {
            ApplicationSpans.started(span, name);
        } catch (Throwable thrown) {
            complain(UNSEEN_START, thrown);
        }
    }

    @Override
    public void observationStarts(@Nullable Object context) {
        try {
            ApplicationSpans.observe(context);
        } catch (Throwable thrown) {
            complain(UNSEEN_START, thrown);
        }
    }

    @Override
    public Object currentContext(Object context) {
        try {
            return ApplicationSpans.current(context);
        } catch (Throwable thrown) {
            complain(UNSEEN_SPAN, thrown);
            return context;
        }
    }

    @Override
    public Object logContext(Object context) {
        try {
            return LogContext.with(context);
        } catch (Throwable thrown) {
            complain(UNLOGGED_SPAN, thrown);
            return context;
        }
    }

    @Override
    public @Nullable Object receive(Object request) {
        try {
            return propagation.received(request);
        } catch (Throwable thrown) {
            complain(UNREAD_CONTEXT, thrown);
            return null;
        }
    }

    /** What a request has told that is served later; null for nothing. */
    @Nullable
    RemoteContext told(Object request) {
        try {
            return propagation.read(request);
        } catch (Throwable thrown) {
            complain(UNREAD_CONTEXT, thrown);
            return null;
        }
    }

    @Override
    public void send(Map<String, List<String>> added, Map<String, List<String>> given) {
        try {
            propagation.send(added, given);
        } catch (Throwable thrown) {
            complain(UNTOLD_CONTEXT, thrown);
        }
    }

    @Override
    public void sendAgain(Map<String, List<String>> added, Map<String, List<String>> before) {
        try {
            Propagation.sendAgain(added, before);
        } catch (Throwable thrown) {
            complain(UNTOLD_CONTEXT, thrown);
        }
    }

    private static void complain(String what, Throwable thrown) {
        try {
            if (!(thrown instanceof VirtualMachineError)) {
                Log.warnOnce(what + thrown.getClass().getName() + ".", thrown);
            }
        } catch (Throwable again) {
            // Out of stack or memory: the application goes first.
        }
    }

    @Override
    public @Nullable Object resume(Object continuation) {
        try {
            return Continuations.resume(continuation);
        } catch (Throwable failed) {
            return null;
        }
    }

    @Override
    public void subscribed(Object subscription, @Nullable Object subscriber) {
        try {
            CapturedContexts.capture(subscription, subscriber == null ? null : ReactorContext.callOf(subscriber));
        } catch (Throwable outOfMemory) {
            // What its signals cause begins separate traces.
        }
    }

    @Override
    public @Nullable Object subscribing(Object subscriber) {
        try {
            OpenCall call = ReactorContext.callOf(subscriber);
            return call == null ? null : TraceStack.attachUnlessOpen(call);
        } catch (Throwable outOfMemory) {
            return null;
        }
    }

    @Override
    public Object sharing(Object subscriber) {
        return SharingSubscriber.of(subscriber);
    }

    @Override
    public Object receiveLater(Object served, Object request) {
        return RequestSource.of(this, served, request);
    }
}
