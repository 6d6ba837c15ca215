package com.acme.memory.management.state;

/**
 * What objects take in the heap, in bytes: the layout of HotSpot with compressed references, 12 bytes of header, multiples of 8. Within a
 * few percent of what a collection shows, and the same on every machine.
 */
public final class Footprint {
    private static final long ARRAY_HEADER = 16;
    private static final long STRING = 24;

    /** An entry of a linked hash map, and its place in the table. */
    static final long MAP_ENTRY = 48;

    /** A small object of up to four fields. */
    static final long SMALL_OBJECT = 32;

    /** One place in a list or a queue. */
    static final long REFERENCE = 4;

    private Footprint() {}

    /** An array whose elements take so many bytes. */
    public static long ofArray(long elementBytes) {
        return (ARRAY_HEADER + elementBytes + 7) & -8L;
    }

    /** A text: one byte a character, or two where one of them is beyond Latin-1. */
    public static long of(String text) {
        return STRING + ofArray(text.chars().allMatch(c -> c < 256) ? text.length() : 2L * text.length());
    }
}
