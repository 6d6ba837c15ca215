package com.acme.memory.management.state;

import java.util.Arrays;

/** Blocks of memory: small enough that no collector needs neighbouring regions for one. */
final class Blocks {
    static final int SIZE = 64 << 10;

    private Blocks() {}

    /** A block that is really written to, so that the system gives the memory. */
    static byte[] filled(int size) {
        byte[] block = new byte[size];
        Arrays.fill(block, (byte) 1);
        return block;
    }

    static long bytesOf(byte[] block) {
        return Footprint.ofArray(block.length) + Footprint.REFERENCE;
    }
}
