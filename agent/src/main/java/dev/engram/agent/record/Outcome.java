package dev.engram.agent.record;

import dev.engram.agent.rule.ProxyClasses;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a result says: found or not, how many. A result that can be read only once is never read, nor is a proxy or a mock; as
 * one that throws when it is asked, it is there, and how many it holds is not known.
 */
final class Outcome {

    private Outcome() {}

    /**
     * Whether a retrieve found something: not null, not false, not zero, not an empty Optional, collection or array. An
     * empty map or text is a value like any other.
     */
    static boolean found(@Nullable Object result) {
        if (result == null || result instanceof String) {
            return result != null;
        }
        if (result instanceof Boolean b) {
            return b;
        }
        if (ProxyClasses.isProxyOrMock(result)) {
            return true;
        }
        if (result instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (result instanceof Optional) {
            return ((Optional<?>) result).isPresent();
        }
        if (result instanceof Collection) {
            return size(result) != 0;
        }
        // byte[] is a value, as text is.
        if (result instanceof Object[] array) {
            return array.length > 0;
        }
        return true;
    }

    /** How many results a search gave; -1 when that cannot be seen without consuming them. */
    static long count(@Nullable Object result) {
        if (result == null) {
            return 0;
        }
        if (ProxyClasses.isProxyOrMock(result)) {
            return -1;
        }
        if (result instanceof Number number) {
            return number.longValue();
        }
        if (result instanceof Collection || result instanceof Map) {
            return size(result);
        }
        if (result instanceof Optional) {
            return ((Optional<?>) result).isPresent() ? 1 : 0;
        }
        return result.getClass().isArray() ? Array.getLength(result) : -1;
    }

    /** -1 where a collection or map throws, or says nonsense. */
    private static long size(Object several) {
        try {
            int size = several instanceof Map ? ((Map<?, ?>) several).size() : ((Collection<?>) several).size();
            return Math.max(-1, size);
        } catch (VirtualMachineError ofTheMachine) {
            throw ofTheMachine;
        } catch (Throwable ofTheApplication) {
            return -1;
        }
    }

    /** Whether both are lists with as many elements, of which the first is the same: one of them is a copy of the other. */
    @SuppressWarnings("ReferenceEquality") // Elements of the application's own types are asked nothing.
    static boolean isCopy(@Nullable Object one, @Nullable Object other) {
        if (!(one instanceof List) || !(other instanceof List)) {
            return false;
        }
        long size = count(one);
        try {
            return size > 0 && size == count(other) && ((List<?>) one).get(0) == ((List<?>) other).get(0);
        } catch (VirtualMachineError ofTheMachine) {
            throw ofTheMachine;
        } catch (Throwable ofTheApplication) {
            return false;
        }
    }

    /** What an Optional holds, anything else as it is. */
    static @Nullable Object open(@Nullable Object result) {
        return result instanceof Optional ? ((Optional<?>) result).orElse(null) : result;
    }
}
