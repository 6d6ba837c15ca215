package dev.engram.agent.rule;

import dev.engram.agent.log.Log;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One name of a {@link Path}, resolved per class at its first use and remembered. Thread-safe. It runs on the
 * application's threads.
 *
 * <p>A name that a class does not have reads as null and is said once, in the log, unless it is optional. Nothing is
 * thrown but errors of the virtual machine: an accessor that throws is said once, and after {@link
 * Member#MAX_FAILURES} times it is not called again.
 */
final class Step {

    private static final String SIZE = "size";

    /** Far more than anybody counts to. */
    private static final int MAX_INDEX = 9999;

    /** Sizes up to this are boxed in advance. */
    private static final Integer[] SIZES = new Integer[1025];

    static {
        for (int i = 0; i < SIZES.length; i++) {
            SIZES[i] = i;
        }
    }

    private final String name;
    private final String path;
    private final boolean optional;
    private final boolean isSize;

    /** The place in a list or array, where the name is a number; else -1. */
    private final int index;

    private final ClassValue<Member> members = new ClassValue<>() {
        @Override
        protected Member computeValue(Class<?> type) {
            return member(type);
        }
    };

    /**
     * A name.
     *
     * @param path the whole path, for the log
     * @param optional true when nothing is to be said of an object that does not have it
     */
    Step(String name, String path, boolean optional) {
        this.name = name;
        this.path = path;
        this.optional = optional;
        this.isSize = name.equals(SIZE);
        this.index = index(name);
    }

    private static int index(String name) {
        int index = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < '0' || c > '9' || index > MAX_INDEX) {
                return -1;
            }
            index = index * 10 + (c - '0');
        }
        return index > MAX_INDEX ? -1 : index;
    }

    String name() {
        return name;
    }

    @Nullable
    Object read(Object from) {
        Object object = open(from);
        if (object == null) {
            return null;
        }
        Member member = members.get(object.getClass());
        if (!member.isOn()) {
            return null;
        }
        long startNanos = member.isTimed() ? System.nanoTime() : 0;
        try {
            return read(member, object);
        } catch (VirtualMachineError grave) {
            // Out of stack or memory: the recorder above gives this call up.
            throw grave;
        } catch (Throwable thrown) {
            failed(member, object, thrown);
            return null;
        } finally {
            if (startNanos != 0 && !member.took(System.nanoTime() - startNanos)) {
                Log.warnOnce("The path " + path + " is not read any more: '" + name + "' of "
                        + object.getClass().getName() + " took more than " + Member.SLOW_NANOS / 1_000_000
                        + " ms " + Member.MAX_SLOW + " times, and held the application's thread.");
            }
        }
    }

    private @Nullable Object read(Member member, Object object) throws Throwable {
        if (object instanceof Map) {
            return fromMap((Map<?, ?>) object);
        }
        if (index >= 0) {
            if (object instanceof List) {
                List<?> list = (List<?>) object;
                return index < list.size() ? list.get(index) : null;
            }
            if (object.getClass().isArray()) {
                return index < Array.getLength(object) ? Array.get(object, index) : null;
            }
        }
        Integer size = isSize ? size(object) : null;
        return size != null ? size : member.read(object);
    }

    /** What an Optional holds; anything else as it is. */
    static @Nullable Object open(@Nullable Object object) {
        if (object == null || object instanceof String) {
            return object;
        }
        if (object instanceof Optional) {
            return ((Optional<?>) object).orElse(null);
        }
        if (object instanceof OptionalInt) {
            OptionalInt number = (OptionalInt) object;
            return number.isPresent() ? (Object) number.getAsInt() : null;
        }
        if (object instanceof OptionalLong) {
            OptionalLong number = (OptionalLong) object;
            return number.isPresent() ? (Object) number.getAsLong() : null;
        }
        if (object instanceof OptionalDouble) {
            OptionalDouble number = (OptionalDouble) object;
            return number.isPresent() ? (Object) number.getAsDouble() : null;
        }
        return object;
    }

    private @Nullable Object fromMap(Map<?, ?> map) {
        Object value = canHold(map) ? map.get(name) : null;
        return value == null && isSize ? boxed(map.size()) : value;
    }

    /** A sorted map of other keys than texts would answer every call with an exception. */
    private static boolean canHold(Map<?, ?> map) {
        if (!(map instanceof SortedMap)) {
            return true;
        }
        try {
            return !map.isEmpty() && ((SortedMap<?, ?>) map).firstKey() instanceof String;
        } catch (NoSuchElementException emptiedMeanwhile) {
            return false;
        }
    }

    private static @Nullable Integer size(Object object) {
        if (object instanceof Collection) {
            return boxed(((Collection<?>) object).size());
        }
        if (object instanceof CharSequence) {
            return boxed(((CharSequence) object).length());
        }
        return object.getClass().isArray() ? boxed(Array.getLength(object)) : null;
    }

    private static Integer boxed(int size) {
        return size >= 0 && size < SIZES.length ? SIZES[size] : Integer.valueOf(size);
    }

    private Member member(Class<?> type) {
        if (Map.class.isAssignableFrom(type)
                || (isSize && hasSize(type))
                || (index >= 0 && (type.isArray() || List.class.isAssignableFrom(type)))) {
            return Member.nothing();
        }
        MemberFinder finder = new MemberFinder(type, name);
        Member found = finder.find();
        if (found != null) {
            return found;
        }
        if (!optional) {
            Log.warnOnce("The path " + path + " cannot be read: " + finder.complaint() + ".");
        }
        return Member.nothing();
    }

    private static boolean hasSize(Class<?> type) {
        return type.isArray() || Collection.class.isAssignableFrom(type) || CharSequence.class.isAssignableFrom(type);
    }

    private void failed(Member member, Object object, Throwable thrown) {
        boolean stillOn = member.failed();
        // The message of an application's exception may hold what is stored.
        String said = "The path " + path + " could not be read: '" + name + "' of "
                + object.getClass().getName() + " threw " + thrown.getClass().getName();
        if (stillOn) {
            Log.warnOnce(said + ".");
        } else {
            Log.warnOnce(said + " " + Member.MAX_FAILURES + " times and is not read any more.");
        }
    }
}
