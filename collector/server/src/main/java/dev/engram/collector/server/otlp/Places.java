package dev.engram.collector.server.otlp;

import java.util.Arrays;

/** Pairs of begin and end in a body, used again and again. */
final class Places {

    int[] all = new int[16];
    int count;

    void add(int from, int to) {
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        all[count++] = from;
        all[count++] = to;
    }
}
