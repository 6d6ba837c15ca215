package dev.engram.agent.mdc;

import dev.engram.agent.trace.OpenCall;
import dev.engram.agent.trace.TraceStack;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a logger notes of its thread's context (its MDC), with the span that is open.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>{@code trace_id}, {@code span_id} and {@code trace_flags} are added, as OpenTelemetry's instrumentations name them:
 *       lower-case hexadecimal, {@code 01} for a trace that is sampled.
 *   <li>What the application has put there stays as it is, and so does a context that tells a trace already.
 *   <li>The application's own object is not changed: where something is added, the logger gets a copy.
 *   <li>Where nothing is open nothing is allocated.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class LogContext {

    private static final String TRACE_ID = "trace_id";
    private static final HexFormat HEX = HexFormat.of();

    private LogContext() {}

    /**
     * A context with what is open on the calling thread.
     *
     * @param context a map of texts, as Logback has it, or Log4j's {@code StringMap}
     * @return {@code context} itself where nothing is added
     */
    public static Object with(Object context) throws Throwable {
        OpenCall open = TraceStack.parentOfOthers();
        if (open == null) {
            return context;
        }
        if (context instanceof Map<?, ?> known) {
            return known.containsKey(TRACE_ID) ? context : copy(known, open);
        }
        StringMaps maps = StringMaps.of(context.getClass());
        if (maps == null || maps.has(context, TRACE_ID)) {
            return context;
        }
        Object copy = maps.copy(context);
        for (Map.Entry<?, ?> each : copy(Map.of(), open).entrySet()) {
            maps.put(copy, (String) each.getKey(), each.getValue());
        }
        return copy;
    }

    private static Map<Object, Object> copy(Map<?, ?> known, OpenCall open) {
        Map<Object, Object> copy = new HashMap<>(known);
        copy.put(TRACE_ID, HEX.toHexDigits(open.traceIdHigh) + HEX.toHexDigits(open.traceIdLow));
        copy.put("span_id", HEX.toHexDigits(open.spanId));
        copy.put("trace_flags", open.sampled ? "01" : "00");
        return copy;
    }
}
