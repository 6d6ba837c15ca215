package dev.engram.collector.server.store.column;

/** How a column is divided: an array for so many rows, so that what is there never moves when rows are added. */
final class Chunks {

    /** Rows of an array. */
    static final int ROWS = 1 << 12;

    private Chunks() {}

    static int of(int row) {
        return row / ROWS;
    }

    static int within(int row) {
        return row % ROWS;
    }
}
