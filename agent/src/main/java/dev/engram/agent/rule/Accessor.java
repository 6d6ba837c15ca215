package dev.engram.agent.rule;

import dev.engram.agent.trace.Unboxed;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a rule reads one of its values: one path, or several of which the first that is not null counts. Immutable,
 * thread-safe.
 *
 * <p>Arguments reach it in slots: {@link ArgumentSlots} says which argument lies in which.
 */
public final class Accessor {

    private final Path[] paths;

    /** The slot of each path's argument, -1 for another base. */
    private final int[] slots;

    /** What fills each path that is a template; null for another path. */
    private final @Nullable Template[] templates;

    /** The slot, where the only path is an argument as it is: nearly every key and value. Else -1. */
    private final int bareSlot;

    private final boolean readsOutcome;
    private final boolean readsReturn;

    private Accessor(Path[] paths, int[] slots, @Nullable Template[] templates) {
        this.paths = paths;
        this.slots = slots;
        this.templates = templates;
        this.bareSlot = paths.length == 1 && paths[0].isBare() ? slots[0] : -1;
        boolean fromReturn = false;
        boolean fromError = false;
        for (Path path : paths) {
            fromReturn |= path.base() == Path.Base.RETURN;
            fromError |= path.base() == Path.Base.ERROR;
        }
        this.readsReturn = fromReturn;
        this.readsOutcome = fromReturn || fromError;
    }

    /** An accessor whose arguments lie where {@code slots} says. */
    static Accessor of(List<Path> paths, ArgumentSlots slots) {
        int[] places = new int[paths.size()];
        @Nullable Template[] templates = new @Nullable Template[paths.size()];
        for (int i = 0; i < places.length; i++) {
            Path path = paths.get(i);
            places[i] = path.argument() < 0 ? -1 : slots.slotOf(path.argument());
            templates[i] = path.base() == Path.Base.TEMPLATE ? Template.of(path, slots) : null;
        }
        return new Accessor(paths.toArray(new Path[0]), places, templates);
    }

    /** The text that every call gives, because it is written in the rule; null where a call gives it. */
    public @Nullable String literal() {
        return paths.length == 1 && paths[0].base() == Path.Base.LITERAL ? paths[0].toString() : null;
    }

    /** The first value that is not null, read from a call's receiver, slots, result and error. */
    public @Nullable Object read(
            @Nullable Object self,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5,
            @Nullable Object returned,
            @Nullable Throwable thrown) {
        if (bareSlot >= 0) {
            return Step.open(inSlot(bareSlot, a0, a1, a2, a3, a4, a5));
        }
        for (int i = 0; i < paths.length; i++) {
            Path path = paths[i];
            Template template = templates[i];
            Object value = template != null
                    ? template.fill(self, a0, a1, a2, a3, a4, a5)
                    : path.walk(
                            slots[i] >= 0
                                    ? argument(path, inSlot(slots[i], a0, a1, a2, a3, a4, a5))
                                    : path.base() == Path.Base.THIS ? self : outcome(path, returned, thrown));
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Where a path begins that begins at no argument; what stands for the first part of a stream comes from elsewhere. */
    private static @Nullable Object outcome(Path path, @Nullable Object returned, @Nullable Throwable thrown) {
        return switch (path.base()) {
            case RETURN -> returned;
            case ERROR -> thrown;
            default -> null;
        };
    }

    /** Names after a number lead nowhere; what the log then says shall speak of the box. */
    private static @Nullable Object argument(Path path, @Nullable Object value) {
        return path.isBare() ? value : Unboxed.boxed(value);
    }

    /**
     * The value, now that the outcome is there: that of a path to the outcome where one stands before the others, or where
     * these gave nothing but a literal, which is what remains when nothing else is given.
     *
     * @param early what {@link #read} gave at entry
     */
    public @Nullable Object late(@Nullable Object early, @Nullable Object returned, @Nullable Throwable thrown) {
        if (early != null && !isOutcome(paths[0]) && !isLiteral(early)) {
            return early;
        }
        for (Path path : paths) {
            Object value = isOutcome(path) ? path.walk(path.base() == Path.Base.RETURN ? returned : thrown) : null;
            if (value != null) {
                return value;
            }
        }
        return early;
    }

    /**
     * Whether something can be said of the result by this accessor, of which all paths begin there: false where none of
     * them could be read, as each leads by a name that is not there or by a method that throws.
     */
    public boolean canRead(@Nullable Object returned) {
        for (Path path : paths) {
            if (!Path.isUnreadable(path.tryWalk(returned))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutcome(Path path) {
        return path.base() == Path.Base.RETURN || path.base() == Path.Base.ERROR;
    }

    /** Whether it is the text of the rule itself, not only an equal one. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isLiteral(Object value) {
        for (Path path : paths) {
            if (path.base() == Path.Base.LITERAL && path.walk(null) == value) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object inSlot(
            int slot,
            @Nullable Object a0,
            @Nullable Object a1,
            @Nullable Object a2,
            @Nullable Object a3,
            @Nullable Object a4,
            @Nullable Object a5) {
        return switch (slot) {
            case 0 -> a0;
            case 1 -> a1;
            case 2 -> a2;
            case 3 -> a3;
            case 4 -> a4;
            default -> a5;
        };
    }

    /** True when a path begins at the call's result or error, so that it can be read only at the call's end. */
    public boolean readsOutcome() {
        return readsOutcome;
    }

    /** True when a path begins at the call's result. */
    public boolean readsReturn() {
        return readsReturn;
    }

    public List<Path> paths() {
        return List.of(paths);
    }

    /** The arguments that these accessors begin at, ascending. */
    public static Set<Integer> arguments(Iterable<Path> paths) {
        Set<Integer> arguments = new TreeSet<>();
        for (Path path : paths) {
            for (Path part : path.parts()) {
                if (part.argument() >= 0) {
                    arguments.add(part.argument());
                }
            }
        }
        return arguments;
    }
}
