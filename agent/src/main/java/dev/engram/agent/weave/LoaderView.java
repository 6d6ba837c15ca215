package dev.engram.agent.weave;

import dev.engram.agent.weave.classfile.TypeHierarchy;

/** What weaving knows of one class loader; it does not hold the loader. Thread-safe. */
final class LoaderView {

    /** Not asked yet, or a type of a pack was found since. */
    static final int UNKNOWN = -1;

    /** The loader shows a type of a pack. */
    static final int SEES = Integer.MAX_VALUE;

    private final TypeHierarchy hierarchy;

    /** {@link #SEES}, {@link #UNKNOWN}, or how many loaders had been seen with packs when this one showed none. */
    volatile int packs = UNKNOWN;

    /** Whether a question to the loader waits for its answer. */
    volatile boolean isSilent;

    LoaderView(TypeHierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    TypeHierarchy hierarchy() {
        return hierarchy;
    }
}
