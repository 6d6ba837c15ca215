package dev.engram.agent.rule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** How one name is read of the objects of one class. Stateless, thread-safe. */
abstract class Reader {

    /** Of objects that do not have the name. */
    static final Reader ABSENT = new Reader() {
        @Override
        Object read(Object object) {
            return Step.UNREADABLE;
        }
    };

    private static final MethodType SHAPE = MethodType.methodType(Object.class, Object.class);

    private Reader() {}

    /** Reads the name of {@code object}; throws what a method of the object throws. */
    @Nullable
    abstract Object read(Object object) throws Throwable;

    /** Whether it calls a method of the object, be it the JDK's. */
    boolean isCall() {
        return false;
    }

    /** Reads by a handle that takes the object alone. */
    private static final class ByHandle extends Reader {
        private final MethodHandle handle;
        private final boolean isCall;

        ByHandle(MethodHandle handle, boolean isCall) {
            this.handle = handle.asType(SHAPE);
            this.isCall = isCall;
        }

        @Override
        @Nullable
        Object read(Object object) throws Throwable {
            return handle.invokeExact(object);
        }

        @Override
        boolean isCall() {
            return isCall;
        }
    }

    /** Calls a method of the object. */
    private abstract static class Call extends Reader {
        @Override
        boolean isCall() {
            return true;
        }
    }

    /** Reads a field that is accessible. */
    static Reader of(java.lang.reflect.Field field) throws IllegalAccessException {
        return new ByHandle(MethodHandles.lookup().unreflectGetter(field), false);
    }

    /** Calls a method that is accessible and takes no argument. */
    static Reader of(java.lang.reflect.Method method) throws IllegalAccessException {
        return new ByHandle(MethodHandles.lookup().unreflect(method), true);
    }

    /**
     * Reads the value under a key of a {@link Map}.
     *
     * @param orSize whether the map's size stands in for a value that is not there
     */
    static Reader ofMap(String key, boolean orSize) {
        return new Call() {
            @Override
            @Nullable
            Object read(Object object) {
                Map<?, ?> map = (Map<?, ?>) object;
                Object value = canHoldTexts(map) ? map.get(key) : null;
                return value == null && orSize ? Sizes.boxed(map.size()) : value;
            }
        };
    }

    /** A sorted map of other keys than texts would answer every call with an exception. */
    private static boolean canHoldTexts(Map<?, ?> map) {
        if (!(map instanceof SortedMap)) {
            return true;
        }
        try {
            return !map.isEmpty() && ((SortedMap<?, ?>) map).firstKey() instanceof String;
        } catch (NoSuchElementException emptiedMeanwhile) {
            return false;
        }
    }

    /** Reads the element at a place, from 0, of a {@link List}; null where the list is shorter. */
    static Reader ofList(int index) {
        return new Call() {
            @Override
            @Nullable
            Object read(Object object) {
                List<?> list = (List<?>) object;
                return index < list.size() ? list.get(index) : null;
            }
        };
    }

    /** As {@link #ofList}, of an array. */
    static Reader ofArray(int index) {
        return new Reader() {
            @Override
            @Nullable
            Object read(Object array) {
                return index < Array.getLength(array) ? Array.get(array, index) : null;
            }
        };
    }

    /** Reads the size of objects of this class; null where they have none that can be asked for. */
    static @Nullable Reader ofSize(Class<?> type) {
        if (type.isArray()) {
            return new Reader() {
                @Override
                Object read(Object array) {
                    return Sizes.boxed(Array.getLength(array));
                }
            };
        }
        if (Collection.class.isAssignableFrom(type)) {
            return new Call() {
                @Override
                Object read(Object collection) {
                    return Sizes.boxed(((Collection<?>) collection).size());
                }
            };
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return new Call() {
                @Override
                Object read(Object text) {
                    return Sizes.boxed(((CharSequence) text).length());
                }
            };
        }
        return null;
    }

    /** Boxes made in advance, so that reading a small size allocates nothing. */
    private static final class Sizes {
        private static final Integer[] BOXES = new Integer[1025];

        static {
            for (int i = 0; i < BOXES.length; i++) {
                BOXES[i] = i;
            }
        }

        static Integer boxed(int size) {
            return size >= 0 && size < BOXES.length ? BOXES[size] : Integer.valueOf(size);
        }
    }
}
