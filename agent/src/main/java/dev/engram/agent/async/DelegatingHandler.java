package dev.engram.agent.async;

import dev.engram.agent.trace.CapturedContexts;
import dev.engram.agent.trace.OpenCall;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a proxy of one of the application's objects. Each call goes to that object, and what it returns or throws
 * comes back as it is; a subclass may do something besides.
 */
abstract class DelegatingHandler implements InvocationHandler {

    private static final Object[] NONE = {};

    final Object original;

    DelegatingHandler(Object original) {
        this.original = original;
    }

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NONE : given;
        if (method.getDeclaringClass() != Object.class) {
            return handle(method, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> original.toString();
        };
    }

    /** A call of one of the interfaces' methods. */
    abstract @Nullable Object handle(Method method, @Nullable Object[] arguments) throws Throwable;

    final @Nullable Object delegate(Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(original, arguments);
        } catch (InvocationTargetException thrown) {
            Throwable own = thrown.getCause();
            throw own == null ? thrown : own;
        }
    }

    /**
     * The same, and detaches afterwards what was attached to the calling thread.
     *
     * @param attached null for nothing
     */
    final @Nullable Object delegateWithin(@Nullable OpenCall attached, Method method, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return delegate(method, arguments);
        } finally {
            if (attached != null) {
                CapturedContexts.detach(attached);
            }
        }
    }
}
