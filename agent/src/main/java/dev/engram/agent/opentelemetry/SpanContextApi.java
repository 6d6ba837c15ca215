package dev.engram.agent.opentelemetry;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What identifies a span, {@code SpanContext}, in one copy of OpenTelemetry's API; see {@link ContextApi}. Thread-safe. */
final class SpanContextApi {

    private final MethodHandle isValid;
    private final MethodHandle isSampled;
    private final MethodHandle traceId;
    private final MethodHandle spanId;

    /** @param type the copy's {@code SpanContext} */
    SpanContextApi(Class<?> type) throws ReflectiveOperationException {
        isValid = handle(type, "isValid", boolean.class);
        isSampled = handle(type, "isSampled", boolean.class);
        traceId = handle(type, "getTraceId", String.class);
        spanId = handle(type, "getSpanId", String.class);
    }

    private static MethodHandle handle(Class<?> type, String method, Class<?> result)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup()
                .unreflect(type.getMethod(method))
                .asType(MethodType.methodType(result, Object.class));
    }

    /** Whether there is such a span: it has ids. */
    boolean isValid(Object spanContext) throws Throwable {
        return (boolean) isValid.invokeExact(spanContext);
    }

    boolean isSampled(Object spanContext) throws Throwable {
        return (boolean) isSampled.invokeExact(spanContext);
    }

    /** 32 hexadecimal digits. */
    String traceId(Object spanContext) throws Throwable {
        return (String) traceId.invokeExact(spanContext);
    }

    /** 16 hexadecimal digits. */
    String spanId(Object spanContext) throws Throwable {
        return (String) spanId.invokeExact(spanContext);
    }
}
