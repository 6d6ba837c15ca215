package dev.engram.agent.opentelemetry;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.OtherSpan;
import dev.engram.agent.trace.TraceStack;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 *   <li>A task gives way to the span that its library starts of it: where that is recorded, or left out by its sampler, the
 *       task makes none and stands for it.
 *   <li>Where nothing is open on a thread, asking for the current context allocates nothing.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class ApplicationSpans {

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 16;

    /**
     * What rules call the spans that libraries make of tasks themselves, and the classes of Micrometer's contexts of
     * observations. Replaced, never changed.
     */
    private static volatile List<String> expected = List.of();

    /** Whether one of them was ever started: until then nobody asks the application's loaders. */
    private static volatile boolean isStarted;

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
        SpanContextApi ids = api.ids();
        String traceId = ids.traceId(span);
        TraceStack.current()
                .openScope(
                        HexFormat.fromHexDigitsToLong(traceId, 0, DIGITS),
                        HexFormat.fromHexDigitsToLong(traceId, DIGITS, 2 * DIGITS),
                        HexFormat.fromHexDigitsToLong(ids.spanId(span)),
                        ids.isSampled(span),
                        scope);
    }

    /** A scope was closed on the calling thread. */
    public static void closed(Object scope) {
        TraceStack.closeScope(scope);
    }

    /** Has spans be noted as they start whose names are these; a {@code *} at the end stands for any rest. */
    public static synchronized void expect(List<String> names) {
        List<String> all = new ArrayList<>(expected);
        names.stream().filter(each -> !all.contains(each)).forEach(all::add);
        expected = List.copyOf(all);
    }

    /**
     * Micrometer starts the span of an observation on the calling thread. Such a span gets its name when it ends; until then
     * it is known by the class of the observation's context.
     *
     * @param context null once the span is started
     */
    public static void observe(@Nullable Object context) {
        String name = context == null ? null : context.getClass().getName();
        TraceStack.observing(name != null && OtherSpan.isOneOf(expected, name) ? name : null);
    }

    /** A span was started on the calling thread. */
    public static void started(Object span, String name) throws Throwable {
        String observed = TraceStack.observed();
        String known = observed == null ? name : observed;
        if (!OtherSpan.isOneOf(expected, known)) {
            return;
        }
        SpanApi api = SpanApi.of(span);
        OtherSpan ids = api == null ? null : api.ids(span);
        if (ids != null) {
            isStarted = true;
            TraceStack.started(ids, known, span);
        }
    }

    /**
     * The span that the application has of a task that begins: the one that it started last on the calling thread, or its
     * current one, if its name is one of these, it has not ended, and no call stands for it so far.
     *
     * @param stack the calling thread's
     * @param object of the class loader that is asked for OpenTelemetry
     */
    public static @Nullable OtherSpan around(TraceStack stack, Object object, List<String> names) {
        if (!isStarted) {
            return null;
        }
        try {
            Object started = stack.takeStarted(names);
            SpanApi api = started == null ? null : SpanApi.of(started);
            if (started != null && api != null && !api.hasEnded(started)) {
                return unless(stack, api.ids(started));
            }
            CurrentSpan known = CurrentSpan.of(object.getClass());
            Object current = known == null ? null : known.get();
            api = current == null ? null : SpanApi.of(current);
            String name = current == null || api == null ? null : api.name(current);
            return current != null && api != null && name != null && OtherSpan.isOneOf(names, name)
                    ? unless(stack, api.ids(current))
                    : null;
        } catch (Throwable ofTheApplication) {
            // As if the library had no span: the task makes one.
            return null;
        }
    }

    /** A span, unless a call stands for it already. */
    private static @Nullable OtherSpan unless(TraceStack stack, @Nullable OtherSpan span) {
        return span == null || stack.standsFor(span) ? null : span;
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
        return known != null && api.ids().spanId(known).equals(spanId)
                ? context
                : api.with(
                        context,
                        known,
                        HEX.toHexDigits(open.traceIdHigh) + HEX.toHexDigits(open.traceIdLow),
                        spanId,
                        open.sampled);
    }
}
