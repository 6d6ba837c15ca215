package dev.engram.agent.opentelemetry;

import dev.engram.agent.log.Log;
import dev.engram.agent.trace.OtherSpan;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one class of spans tells, of whatever copy of OpenTelemetry's API; see {@link ContextApi}. Thread-safe. */
final class SpanApi {

    /** The end of the interfaces' names; a copy may have moved them into another package. */
    private static final String SPAN = "io.opentelemetry.api.trace.Span";

    private static final String READABLE = "io.opentelemetry.sdk.trace.ReadableSpan";

    /** By the class of a span. A class value keeps no class loader. */
    private static final ClassValue<Optional<SpanApi>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<SpanApi> compute(Class<?> type) {
            return find(type);
        }
    };

    private final MethodHandle spanContext;
    private final SpanContextApi ids;

    /** {@code String name(Object span)}; null where such a span does not tell its name. */
    private final @Nullable MethodHandle name;

    /** {@code boolean hasEnded(Object span)}; null where such a span does not tell it. */
    private final @Nullable MethodHandle hasEnded;

    private SpanApi(Class<?> span, @Nullable Class<?> readable) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        spanContext = lookup.unreflect(span.getMethod("getSpanContext")).asType(MethodType.genericMethodType(1));
        ids = new SpanContextApi(span.getMethod("getSpanContext").getReturnType());
        MethodType question = MethodType.methodType(boolean.class, Object.class);
        MethodType text = MethodType.methodType(String.class, Object.class);
        name = readable == null
                ? null
                : lookup.unreflect(readable.getMethod("getName")).asType(text);
        hasEnded = readable == null
                ? null
                : lookup.unreflect(readable.getMethod("hasEnded")).asType(question);
    }

    /** The API that {@code span} belongs to; null where it is none. */
    static @Nullable SpanApi of(Object span) {
        return KNOWN.get(span.getClass()).orElse(null);
    }

    private static Optional<SpanApi> find(Class<?> type) {
        Class<?> span = interfaceOf(type, SPAN);
        if (span == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SpanApi(span, interfaceOf(type, READABLE)));
        } catch (ReflectiveOperationException | LinkageError missing) {
            Log.debug("Spans of the application's OpenTelemetry are not seen as they start: " + missing + ".");
            return Optional.empty();
        }
    }

    private static @Nullable Class<?> interfaceOf(Class<?> type, String name) {
        return Supertypes.nearest(
                type, each -> each.isInterface() && each.getName().endsWith(name));
    }

    /** What identifies a span; null where nobody records it and it has no ids. */
    @Nullable
    OtherSpan ids(Object span) throws Throwable {
        Object found = (Object) spanContext.invokeExact(span);
        return ids.isValid(found) ? OtherSpan.of(ids.traceId(found), ids.spanId(found), ids.isSampled(found)) : null;
    }

    /** Whether a span has ended; true where it does not tell it. */
    boolean hasEnded(Object span) throws Throwable {
        return hasEnded == null || (boolean) hasEnded.invokeExact(span);
    }

    /** A span's name; null where it does not tell it. */
    @Nullable
    String name(Object span) throws Throwable {
        return name == null ? null : (String) name.invokeExact(span);
    }
}
