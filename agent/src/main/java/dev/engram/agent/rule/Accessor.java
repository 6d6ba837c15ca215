package dev.engram.agent.rule;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a rule reads one of its values: one path, or several of which the first that is not null counts. Immutable,
 * thread-safe.
 *
 * <p>Arguments reach it in slots: {@link Slots} says which argument lies in which.
 */
public final class Accessor {

    private final Path[] paths;

    /** The slot of each path's argument, -1 for another base. */
    private final int[] slots;

    private Accessor(Path[] paths, int[] slots) {
        this.paths = paths;
        this.slots = slots;
    }

    /** An accessor whose arguments lie where {@code slots} says. */
    static Accessor of(List<Path> paths, Slots slots) {
        int[] places = new int[paths.size()];
        for (int i = 0; i < places.length; i++) {
            int argument = paths.get(i).argument();
            places[i] = argument < 0 ? -1 : slots.slotOf(argument);
        }
        return new Accessor(paths.toArray(new Path[0]), places);
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
        for (int i = 0; i < paths.length; i++) {
            Path path = paths[i];
            Object from;
            switch (slots[i]) {
                case 0:
                    from = a0;
                    break;
                case 1:
                    from = a1;
                    break;
                case 2:
                    from = a2;
                    break;
                case 3:
                    from = a3;
                    break;
                case 4:
                    from = a4;
                    break;
                case 5:
                    from = a5;
                    break;
                default:
                    from = path.base() == Path.Base.THIS ? self : path.base() == Path.Base.RETURN ? returned : thrown;
            }
            Object value = path.walk(from);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** True when a path begins at the call's result or error, so that it can be read only at the call's end. */
    public boolean readsOutcome() {
        for (Path path : paths) {
            if (path.base() == Path.Base.RETURN || path.base() == Path.Base.ERROR) {
                return true;
            }
        }
        return false;
    }

    /** True when a path begins at the call's result. */
    public boolean readsReturn() {
        for (Path path : paths) {
            if (path.base() == Path.Base.RETURN) {
                return true;
            }
        }
        return false;
    }

    public List<Path> paths() {
        return List.of(paths);
    }

    /** The arguments that these accessors begin at, ascending. */
    static Set<Integer> arguments(Iterable<Path> paths) {
        Set<Integer> arguments = new TreeSet<>();
        for (Path path : paths) {
            if (path.argument() >= 0) {
                arguments.add(path.argument());
            }
        }
        return arguments;
    }
}
