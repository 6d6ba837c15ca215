package dev.engram.agent.types;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The classes and interfaces that a loaded class extends and implements. Stateless. */
public final class Supertypes {

    private Supertypes() {}

    /** The nearest of the type itself and all its supertypes that is wanted; null where none is. */
    public static @Nullable Class<?> nearest(Class<?> type, Predicate<Class<?>> wanted) {
        Deque<Class<?>> waiting = new ArrayDeque<>();
        waiting.add(type);
        for (Class<?> each = waiting.poll(); each != null; each = waiting.poll()) {
            if (wanted.test(each)) {
                return each;
            }
            waiting.addAll(Arrays.asList(each.getInterfaces()));
            if (each.getSuperclass() != null) {
                waiting.add(each.getSuperclass());
            }
        }
        return null;
    }
}
