package dev.engram.agent.opentelemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One copy of OpenTelemetry's API: that of an application's class loader, or the one within the OpenTelemetry Java agent, whose
 * names begin otherwise. Reached by method handles, since the agent's loader sees none of them. Thread-safe.
 */
final class ContextApi {

    /** The end of the interface's name; a copy may have moved it into a package of its own. */
    private static final String CONTEXT = "io.opentelemetry.context.Context";

    private static final String TRACE = "io.opentelemetry.api.trace.";

    /** By the class of a context. A class value keeps no class loader. */
    private static final ClassValue<Optional<ContextApi>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<ContextApi> compute(Class<?> type) {
            return find(type);
        }
    };

    /** {@code Object spanContext(Object context)}. */
    private final MethodHandle spanContext;

    private final SpanContextApi ids;
    private final MethodHandle traceState;
    private final Object noState;

    /**
     * {@code Object with(Object context, String traceId, String spanId, Object traceState)}, for a trace that is sampled, and
     * one that is not.
     */
    private final MethodHandle withSampled;

    private final MethodHandle withUnsampled;

    private ContextApi(Class<?> context) throws ReflectiveOperationException {
        ClassLoader loader = context.getClassLoader();
        String trace = context.getName().substring(0, context.getName().length() - CONTEXT.length()) + TRACE;
        Class<?> span = Class.forName(trace + "Span", false, loader);
        Class<?> ofSpan = Class.forName(trace + "SpanContext", false, loader);
        Class<?> flags = Class.forName(trace + "TraceFlags", false, loader);
        Class<?> state = Class.forName(trace + "TraceState", false, loader);
        Class<?> keyed = Class.forName(context.getPackageName() + ".ImplicitContextKeyed", false, loader);

        spanContext = MethodHandles.filterReturnValue(
                        handle(span.getMethod("fromContext", context)), handle(span.getMethod("getSpanContext")))
                .asType(MethodType.genericMethodType(1));
        ids = new SpanContextApi(ofSpan);
        traceState = handle(ofSpan.getMethod("getTraceState")).asType(MethodType.genericMethodType(1));
        noState = state.getMethod("getDefault").invoke(null);

        MethodHandle create = handle(ofSpan.getMethod("create", String.class, String.class, flags, state));
        MethodHandle wrap = handle(span.getMethod("wrap", ofSpan));
        MethodHandle with = handle(context.getMethod("with", keyed));
        withSampled = with(create, flags.getMethod("getSampled").invoke(null), wrap, with);
        withUnsampled = with(create, flags.getMethod("getDefault").invoke(null), wrap, with);
    }

    private static MethodHandle handle(Method method) throws IllegalAccessException {
        return MethodHandles.publicLookup().unreflect(method);
    }

    private static MethodHandle with(MethodHandle create, Object flags, MethodHandle wrap, MethodHandle with) {
        MethodHandle created = MethodHandles.insertArguments(create, 2, flags);
        MethodHandle span = MethodHandles.filterReturnValue(created, wrap);
        MethodHandle keyed =
                span.asType(span.type().changeReturnType(with.type().parameterType(1)));
        return MethodHandles.collectArguments(with, 1, keyed)
                .asType(MethodType.methodType(Object.class, Object.class, String.class, String.class, Object.class));
    }

    /** The API that {@code context} belongs to; null where it has contexts alone and no spans. */
    static @Nullable ContextApi of(Object context) {
        return KNOWN.get(context.getClass()).orElse(null);
    }

    private static Optional<ContextApi> find(Class<?> type) {
        Class<?> context = Supertypes.nearest(
                type, each -> each.isInterface() && each.getName().endsWith(CONTEXT));
        if (context == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ContextApi(context));
        } catch (ReflectiveOperationException | LinkageError missing) {
            Log.debug("Spans of the application's OpenTelemetry are not seen: " + missing + ".");
            return Optional.empty();
        }
    }

    /** What identifies the span of a context; null where the context has none. */
    @Nullable
    Object spanContext(Object context) throws Throwable {
        Object found = (Object) spanContext.invokeExact(context);
        return ids.isValid(found) ? found : null;
    }

    /** Reads what {@link #spanContext} gives. */
    SpanContextApi ids() {
        return ids;
    }

    /**
     * {@code context} with a span of these ids in place of its own.
     *
     * @param known what identifies its own, null where it has none; if it is in the same trace, its trace state stays
     */
    Object with(Object context, @Nullable Object known, String ofTrace, String ofSpan, boolean sampled)
            throws Throwable {
        Object state =
                known != null && ids.traceId(known).equals(ofTrace) ? (Object) traceState.invokeExact(known) : noState;
        return sampled
                ? (Object) withSampled.invokeExact(context, ofTrace, ofSpan, state)
                : (Object) withUnsampled.invokeExact(context, ofTrace, ofSpan, state);
    }
}
