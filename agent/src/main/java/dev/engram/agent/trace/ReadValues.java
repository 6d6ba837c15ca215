package dev.engram.agent.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What methods of the application's objects gave while one call was entered or left, so that a method that several paths
 * lead to is called once. For the owning thread only; allocates nothing but at its first use and when it grows.
 */
public final class ReadValues {

    private static final int COLUMNS = 3;

    /** Object, name and value of each. */
    private @Nullable Object[] cells = {};

    private int length;

    /**
     * Whether paths are being read for a call, so that values are kept. A field: it must be possible to set it where the
     * thread's stack is at its end.
     */
    public boolean isOn;

    ReadValues() {}

    /**
     * The place of what {@code name} of {@code object} gave.
     *
     * @param name the same object whenever the name is the same, by {@link String#intern}
     * @return for {@link #value}; -1 when it was not read yet
     */
    @SuppressWarnings("ReferenceEquality")
    public int find(Object object, String name) {
        for (int i = 0; i < length; i += COLUMNS) {
            if (cells[i] == object && cells[i + 1] == name) {
                return i;
            }
        }
        return -1;
    }

    /** The value at a place that {@link #find} gave. */
    public @Nullable Object value(int place) {
        return cells[place + 2];
    }

    /** Keeps a value. */
    public void add(Object object, String name, @Nullable Object value) {
        if (length == cells.length) {
            cells = Arrays.copyOf(cells, Math.max(4 * COLUMNS, length * 2));
        }
        cells[length] = object;
        cells[length + 1] = name;
        cells[length + 2] = value;
        length += COLUMNS;
    }

    /** Paths of a call are read from now on. */
    public void begin() {
        forget();
        isOn = true;
    }

    /** The paths are read. Forgets all, so that nothing of the application's is held beyond the call. */
    public void end() {
        isOn = false;
        forget();
    }

    private void forget() {
        if (length > 0) {
            Arrays.fill(cells, 0, length, null);
            length = 0;
        }
    }
}
