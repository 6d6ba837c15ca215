package dev.engram.agent.opentelemetry;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.util.HexFormat;

/**
 * Spans of the OpenTelemetry that the application has.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>What begins while a context with a span is current lies beneath that span, in its trace, and is sampled as it is.
 *   <li>A span that the application begins within a call lies beneath the call. What else a context holds, such as baggage and
 *       the trace state, stays.
 *   <li>A context without a span changes nothing.
 *   <li>Where nothing is open on a thread, asking for the current context allocates nothing.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class ApplicationSpans {

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    /** Which scopes tell when they are closed: the class is woven, others are made where nothing was attached. */
    private static final ClassValue<Boolean> TELLS_CLOSE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.getName().endsWith("ThreadLocalContextStorage$ScopeImpl");
        }
    };

    private ApplicationSpans() {}

    /** A context was made current on the calling thread, until {@link #closed}. */
    public static void opened(Object scope, Object context) throws Throwable {
        ContextApi api = TELLS_CLOSE.get(scope.getClass()) ? ContextApi.of(context) : null;
        Object span = api == null ? null : api.spanContext(context);
        if (api == null || span == null) {
            return;
        }
        String traceId = api.traceId(span);
        TraceStack.current()
                .openScope(
                        HexFormat.fromHexDigitsToLong(traceId, 0, DIGITS),
                        HexFormat.fromHexDigitsToLong(traceId, DIGITS, 2 * DIGITS),
                        HexFormat.fromHexDigitsToLong(api.spanId(span)),
                        api.isSampled(span),
                        scope);
    }

    /** A scope was closed on the calling thread. */
    public static void closed(Object scope) {
        TraceStack.closeScope(scope);
    }

    /** {@code context} with what is open on the calling thread as its span. */
    public static Object current(Object context) throws Throwable {
        OpenCall open = TraceStack.parentOfOthers();
        ContextApi api = open == null ? null : ContextApi.of(context);
        if (open == null || api == null) {
            return context;
        }
        String spanId = HEX.toHexDigits(open.spanId);
        Object known = api.spanContext(context);
        return known != null && api.spanId(known).equals(spanId)
                ? context
                : api.with(
                        context,
                        known,
                        HEX.toHexDigits(open.traceIdHigh) + HEX.toHexDigits(open.traceIdLow),
                        spanId,
                        open.sampled);
    }
}
