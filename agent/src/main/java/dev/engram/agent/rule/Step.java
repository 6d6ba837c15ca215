package dev.engram.agent.rule;

import dev.engram.agent.log.Log;
import dev.engram.agent.trace.ReadValues;
import dev.engram.agent.trace.TraceStack;
import dev.engram.agent.types.TypeValue;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
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

    /** The name of a size. */
    static final String SIZE = "size";

    /** What {@link #read} gives where an object does not have the name, or does not tell: it is not known what is there. */
    static final Object UNREADABLE = new Object();

    /** Far more than anybody counts to. */
    private static final int MAX_INDEX = 9999;

    private final String name;
    private final String path;
    private final boolean optional;

    /** The place in a list or array, where the name is a number; else -1. */
    private final int index;

    private final ClassValue<Member> members = new TypeValue<>() {
        @Override
        protected Member compute(Class<?> type) {
            return member(type);
        }
    };

    /**
     * A name.
     *
     * @param name with {@link Path#CALL} at its end for a method
     * @param path the whole path, for the log
     * @param optional true when nothing is to be said of an object that does not have it
     */
    Step(String name, String path, boolean optional) {
        this.name = name.intern();
        this.path = path;
        this.optional = optional;
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

    /** What the name leads to: null where nothing is there, {@link #UNREADABLE} where that cannot be seen. */
    @Nullable
    Object read(Object from) {
        Object object = open(from);
        if (object == null) {
            return null;
        }
        Member member = members.get(object.getClass());
        if (!member.isOn() || (member.isCall() && InlineMocks.isMock(object))) {
            return UNREADABLE;
        }
        return member.isOfApplication() ? readOnce(member, object) : read(member, object);
    }

    /** Calls a method of the application's, unless it was called for another path of the same call. */
    private @Nullable Object readOnce(Member member, Object object) {
        ReadValues known = TraceStack.current().readValues;
        if (!known.isOn) {
            return read(member, object);
        }
        int place = known.find(object, name);
        if (place >= 0) {
            return known.value(place);
        }
        Object value = read(member, object);
        known.add(object, name, value);
        return value;
    }

    private @Nullable Object read(Member member, Object object) {
        long startNanos = member.isTimed() ? System.nanoTime() : 0;
        try {
            return member.read(object);
        } catch (VirtualMachineError grave) {
            // Out of stack or memory: the recorder above gives this call up.
            throw grave;
        } catch (Throwable thrown) {
            failed(member, object, thrown);
            return UNREADABLE;
        } finally {
            if (startNanos != 0 && !member.took(System.nanoTime() - startNanos)) {
                Log.warnOnce("The path " + path + " is not read any more: '" + name + "' of "
                        + object.getClass().getName() + " took more than " + Member.SLOW_NANOS / 1_000_000 + " ms "
                        + Member.MAX_SLOW + " times, or more than " + Member.SLOW_IN_A_ROW_NANOS / 1_000_000 + " ms "
                        + Member.MAX_SLOW + " times in a row, and held the application's thread.");
            }
        }
    }

    /** What an Optional holds; anything else as it is. */
    static @Nullable Object open(@Nullable Object object) {
        if (object == null || object instanceof String) {
            return object;
        }
        if (object instanceof Optional) {
            return ((Optional<?>) object).orElse(null);
        }
        if (object instanceof OptionalInt number) {

            return number.isPresent() ? (Object) number.getAsInt() : null;
        }
        if (object instanceof OptionalLong number) {

            return number.isPresent() ? (Object) number.getAsLong() : null;
        }
        if (object instanceof OptionalDouble number) {

            return number.isPresent() ? (Object) number.getAsDouble() : null;
        }
        return object;
    }

    private Member member(Class<?> type) {
        ReaderFinder finder = new ReaderFinder(type, name);
        Reader found = finder.find(index);
        if (found == null && !optional) {
            Log.warnOnce("The path " + path + " cannot be read: " + finder.complaint() + ".");
        }
        return new Member(found == null ? Reader.ABSENT : found, type);
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
