package dev.engram.agent.propagation;

import dev.engram.agent.log.Log;
import dev.engram.agent.types.Supertypes;
import dev.engram.agent.types.TypeValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to read the headers of one kind of request: of Servlet, {@code javax} and {@code jakarta}, or of Spring WebFlux, as one
 * class loader has it. By method handles, since the agent's loader sees none of these types. Thread-safe.
 */
final class RequestHeaders {

    private static final String SERVLET = ".servlet.http.HttpServletRequest";
    private static final String WEBFLUX = "org.springframework.http.server.reactive.ServerHttpRequest";

    /** By the class of a request. A class value keeps no class loader. */
    private static final ClassValue<Optional<RequestHeaders>> KNOWN = new TypeValue<>() {
        @Override
        protected Optional<RequestHeaders> compute(Class<?> type) {
            return find(type);
        }
    };

    /** {@code Object values(Object request, Object name)}: an Enumeration or Iterable of texts, or null. */
    private final MethodHandle values;

    /** {@code Object dispatcherType(Object request)}; null where there is none. */
    private final @Nullable MethodHandle dispatcherType;

    /** {@code boolean isAsyncStarted(Object request)}; null where there is none. */
    private final @Nullable MethodHandle isAsyncStarted;

    private RequestHeaders(
            MethodHandle values, @Nullable MethodHandle dispatcherType, @Nullable MethodHandle isAsyncStarted) {
        this.isAsyncStarted = isAsyncStarted == null
                ? null
                : isAsyncStarted.asType(MethodType.methodType(boolean.class, Object.class));
        this.values = values.asType(MethodType.genericMethodType(2));
        this.dispatcherType = dispatcherType == null ? null : dispatcherType.asType(MethodType.genericMethodType(1));
    }

    /** How to read {@code request}; null where it is none of these. */
    static @Nullable RequestHeaders of(Object request) {
        return KNOWN.get(request.getClass()).orElse(null);
    }

    private static Optional<RequestHeaders> find(Class<?> type) {
        try {
            Class<?> request = Supertypes.nearest(
                    type,
                    each -> each.getName().endsWith(SERVLET) || each.getName().equals(WEBFLUX));
            if (request != null) {
                return Optional.of(request.getName().equals(WEBFLUX) ? webFlux(request) : servlet(request));
            }
        } catch (ReflectiveOperationException | LinkageError missing) {
            Log.debug("The trace context of requests is not read: " + missing + ".");
        }
        return Optional.empty();
    }

    private static RequestHeaders servlet(Class<?> request) throws ReflectiveOperationException {
        return new RequestHeaders(
                handle(request.getMethod("getHeaders", String.class)),
                handle(request.getMethod("getDispatcherType")),
                handle(request.getMethod("isAsyncStarted")));
    }

    private static RequestHeaders webFlux(Class<?> request) throws ReflectiveOperationException {
        Method headers = request.getMethod("getHeaders");
        MethodHandle get = handle(get(headers.getReturnType()));
        return new RequestHeaders(MethodHandles.collectArguments(get, 0, handle(headers)), null, null);
    }

    /** Spring 5 and 6 declare it with an Object, as a Map does. */
    private static Method get(Class<?> headers) throws NoSuchMethodException {
        try {
            return headers.getMethod("get", Object.class);
        } catch (NoSuchMethodException newer) {
            return headers.getMethod("get", String.class);
        }
    }

    private static MethodHandle handle(Method method) throws IllegalAccessException {
        return MethodHandles.publicLookup().unreflect(method);
    }

    /** Whether a request begins here, which is not so where a server dispatches it again. */
    boolean isNew(Object request) throws Throwable {
        MethodHandle handle = dispatcherType;
        Object type = handle == null ? null : (Object) handle.invokeExact(request);
        return type == null || type.toString().equals("REQUEST");
    }

    /** Whether a request lasts longer than the method that serves it. */
    boolean isAsync(Object request) throws Throwable {
        MethodHandle handle = isAsyncStarted;
        return handle != null && (boolean) handle.invokeExact(request);
    }

    /**
     * The value of a header; of several of that name, all joined by commas.
     *
     * @param most the length, in characters, from which on it counts as absent
     */
    @Nullable
    String value(Object request, String name, int most) throws Throwable {
        Iterator<?> all = iterator((Object) values.invokeExact(request, (Object) name));
        if (!all.hasNext()) {
            return null;
        }
        String first = String.valueOf(all.next());
        if (!all.hasNext()) {
            return first.length() > most ? null : first;
        }
        StringBuilder joined = new StringBuilder(first);
        while (all.hasNext() && joined.length() <= most) {
            joined.append(',').append(all.next());
        }
        return joined.length() > most ? null : joined.toString();
    }

    private static Iterator<?> iterator(@Nullable Object found) {
        if (found instanceof Enumeration<?> enumeration) {
            return enumeration.asIterator();
        }
        return found instanceof Iterable<?> iterable
                ? iterable.iterator()
                : Arrays.asList().iterator();
    }
}
