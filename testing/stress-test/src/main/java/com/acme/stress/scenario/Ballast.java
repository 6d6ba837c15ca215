package com.acme.stress.scenario;

import com.acme.stress.StressRun;
import java.util.ArrayList;
import java.util.List;

/** Memory of the application that the manager does not know, and so cannot let go. Not thread-safe. */
final class Ballast {
    /**
     * With its header 8 KB: regions of the heap are filled without a rest. Of 256 KB only three would fit into a region of
     * 1 MB, and the heap would be full at 77 %.
     */
    private static final int BLOCK = (8 << 10) - 16;

    private final StressRun run;
    private List<byte[]> blocks = new ArrayList<>();

    Ballast(StressRun run) {
        this.run = run;
    }

    /** Adds until a part of the heap is used, garbage among it. */
    void fillTo(double percent) {
        long missing = (long) ((percent - run.usedPercent()) / 100 * run.capacity());
        for (long left = missing; left > 0; left -= BLOCK) {
            blocks.add(new byte[BLOCK]);
        }
    }

    /** Adds so many bytes. */
    void add(long bytes) {
        for (long left = bytes; left > 0; left -= BLOCK) {
            blocks.add(new byte[BLOCK]);
        }
    }

    /** Lets go the newest blocks, about so many bytes. */
    void drop(long bytes) {
        for (long left = bytes; left > 0 && !blocks.isEmpty(); left -= BLOCK) {
            blocks.remove(blocks.size() - 1);
        }
    }

    /** Lets all go. */
    void drop() {
        blocks = new ArrayList<>();
    }
}
