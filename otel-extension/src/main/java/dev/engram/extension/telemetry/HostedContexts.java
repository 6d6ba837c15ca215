package dev.engram.extension.telemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The host's current context, to which the innermost open call is added.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>Within a call its span is current: what the host begins, or hands to another thread, lies beneath it.
 *   <li>Within a span of the host, on whatever thread, a call lies beneath that span. Where the span lies in a call, agent,
 *       session and operation of that call are inherited.
 *   <li>Where no call is open, a context is what it is without Engram.
 *   <li>Nothing is thrown but what the host throws.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class HostedContexts implements ContextStorage {

    /** The call whose span a context holds, or in which that span lies. */
    private static final ContextKey<OpenCall> WITHIN = ContextKey.named("engram-call");

    private static final int DIGITS = 16;

    private static final String UNSEEN = "A span of the OpenTelemetry Java agent was not seen: ";

    private static volatile boolean isInstalled;

    private final ContextStorage host;

    private HostedContexts(ContextStorage host) {
        this.host = host;
    }

    /** To be called before the host has asked for a context; later it has no effect. */
    public static void install() {
        ContextStorage.addWrapper(host -> {
            isInstalled = true;
            return new HostedContexts(host);
        });
    }

    /** Whether {@link #install} came early enough. */
    public static boolean isInstalled() {
        // The first one who asks has the wrappers made.
        ContextStorage unused = ContextStorage.get();
        return isInstalled;
    }

    @Override
    public Scope attach(Context context) {
        Scope ofHost = host.attach(context);
        try {
            Span span = Span.fromContextOrNull(context);
            return span == null || !span.getSpanContext().isValid() ? ofHost : open(span, context, ofHost);
        } catch (Throwable thrown) {
            complain(thrown);
            return ofHost;
        }
    }

    private static Scope open(Span span, Context context, Scope ofHost) {
        SpanContext ids = span.getSpanContext();
        Scope scope = new Scope() {
            @Override
            public void close() {
                try {
                    TraceStack.closeScope(this);
                } catch (Throwable thrown) {
                    complain(thrown);
                }
                ofHost.close();
            }
        };
        TraceStack.current()
                .openScope(
                        HexFormat.fromHexDigitsToLong(ids.getTraceId(), 0, DIGITS),
                        HexFormat.fromHexDigitsToLong(ids.getTraceId(), DIGITS, 2 * DIGITS),
                        HexFormat.fromHexDigitsToLong(ids.getSpanId()),
                        span.isRecording() || ids.isSampled(),
                        scope,
                        context.get(WITHIN));
        return scope;
    }

    @Override
    public @Nullable Context current() {
        Context ofHost = host.current();
        try {
            OpenCall call = TraceStack.innermostHosted();
            return call == null ? ofHost : within(call, ofHost == null ? root() : ofHost);
        } catch (Throwable thrown) {
            complain(thrown);
            return ofHost;
        }
    }

    private static void complain(Throwable thrown) {
        try {
            if (!(thrown instanceof VirtualMachineError)) {
                Log.warnOnce(UNSEEN + thrown.getClass().getName() + ".", thrown);
            }
        } catch (Throwable again) {
            // Out of stack or memory: the application goes first.
        }
    }

    @Override
    public Context root() {
        return host.root();
    }

    /** A context with the call's span. */
    private static Context within(OpenCall call, Context context) {
        return !(call.hosted instanceof Span span) || Span.fromContextOrNull(context) == span
                ? context
                : context.with(span).with(WITHIN, call.asParent());
    }
}
