package dev.engram.agent.weave;

/** What weaving knows of one class loader; it does not hold the loader. Thread-safe. */
final class LoaderView {

    /** Not asked yet, or a type of a pack was found since. */
    static final int UNKNOWN = -1;

    /** The loader shows a type of a pack. */
    static final int SEES = Integer.MAX_VALUE;

    private final Ancestry ancestry;

    /** {@link #SEES}, {@link #UNKNOWN}, or how many loaders had been seen with packs when this one showed none. */
    volatile int packs = UNKNOWN;

    LoaderView(Ancestry ancestry) {
        this.ancestry = ancestry;
    }

    Ancestry ancestry() {
        return ancestry;
    }
}
