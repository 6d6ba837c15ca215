package dev.engram.agent.opentelemetry;

import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current span as the OpenTelemetry of one class loader knows it, without what Engram adds to its current context.
 * Thread-safe.
 */
final class CurrentSpan {

    private static final String STORAGE = "io.opentelemetry.context.ContextStorage";
    private static final String CONTEXT = "io.opentelemetry.context.Context";
    private static final String SPAN = "io.opentelemetry.api.trace.Span";

    /** By a class whose loader sees OpenTelemetry. A class value keeps no class loader. */
    private static final ClassValue<Optional<CurrentSpan>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<CurrentSpan> compute(Class<?> type) {
            return find(type.getClassLoader());
        }
    };

    /** {@code Object storage()}, {@code Object current(Object storage)} and {@code Object spanOf(Object context)}. */
    private final MethodHandle storage;

    private final MethodHandle current;
    private final MethodHandle spanOf;

    private CurrentSpan(ClassLoader loader) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> storages = Class.forName(STORAGE, false, loader);
        Class<?> contexts = Class.forName(CONTEXT, false, loader);
        Class<?> spans = Class.forName(SPAN, false, loader);
        storage = lookup.unreflect(storages.getMethod("get")).asType(MethodType.genericMethodType(0));
        current = lookup.unreflect(storages.getMethod("current")).asType(MethodType.genericMethodType(1));
        spanOf = lookup.unreflect(spans.getMethod("fromContextOrNull", contexts))
                .asType(MethodType.genericMethodType(1));
    }

    /** As the loader of a class sees it; null where it has no OpenTelemetry. */
    static @Nullable CurrentSpan of(Class<?> type) {
        return KNOWN.get(type).orElse(null);
    }

    private static Optional<CurrentSpan> find(@Nullable ClassLoader loader) {
        try {
            return loader == null ? Optional.empty() : Optional.of(new CurrentSpan(loader));
        } catch (ReflectiveOperationException | LinkageError none) {
            return Optional.empty();
        }
    }

    /** The span that is current on the calling thread; null for none. */
    @Nullable
    Object get() throws Throwable {
        Object known = (Object) storage.invokeExact();
        Object context = known == null ? null : (Object) current.invokeExact(known);
        return context == null ? null : (Object) spanOf.invokeExact(context);
    }
}
