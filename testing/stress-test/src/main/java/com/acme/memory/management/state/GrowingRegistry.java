package com.acme.memory.management.state;

import java.util.ArrayList;
import java.util.List;

/**
 * A registry that only grows: what is put in is never taken out by itself, which is how most leaks come about. Whoever makes one
 * owns it; where an agent has it ({@link Agent#attach}), a restart of the agent lets it go, else only {@link #release} does. Thread-safe.
 */
public final class GrowingRegistry implements OwnedState {
    private final List<byte[]> entries = new ArrayList<>();
    private long bytes;

    /** Keeps so many bytes for good, filled, in arrays of up to 64 KB. */
    public void retain(long howMany) {
        for (long left = howMany; left > 0; left -= Blocks.SIZE) {
            byte[] block = Blocks.filled((int) Math.min(left, Blocks.SIZE));
            synchronized (this) {
                entries.add(block);
                bytes += Blocks.bytesOf(block);
            }
        }
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized long release() {
        long before = bytes;
        entries.clear();
        bytes = 0;
        return before;
    }
}
