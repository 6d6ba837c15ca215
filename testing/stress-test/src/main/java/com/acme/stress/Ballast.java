package com.acme.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Memory of the application that the manager does not know, and so cannot let go. Not thread-safe. */
public final class Ballast {
    /**
     * With its header 8 KB: regions of the heap are filled without a rest. Of 256 KB only three would fit into a region of
     * 1 MB, and the heap would be full at 77 %.
     */
    private static final int BLOCK = (8 << 10) - 16;

    private final StressRun run;
    private final IntFunction<Object> allocate;
    private List<Object> blocks = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param allocate makes a block of so many bytes
     */
    public Ballast(StressRun run, IntFunction<Object> allocate) {
        this.run = run;
        this.allocate = allocate;
    }

    /** Adds until a part of the heap is used, garbage among it. */
    public void fillTo(double percent) {
        add((long) ((percent - run.usedPercent()) / 100 * run.capacity()));
    }

    /** Adds so many bytes. */
    public void add(long bytes) {
        for (long left = bytes; left > 0; left -= BLOCK) {
            blocks.add(allocate.apply(BLOCK));
        }
    }

    /** Lets all go. */
    public void drop() {
        blocks = new ArrayList<>();
    }

    /** What it has. */
    public long bytes() {
        return (long) blocks.size() * BLOCK;
    }
}
