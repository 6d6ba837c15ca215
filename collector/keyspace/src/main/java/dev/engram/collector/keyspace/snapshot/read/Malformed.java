package dev.engram.collector.keyspace.snapshot.read;

import java.io.IOException;

/** A line that is no line of a snapshot. The message says what is wrong with it, without file and number. */
final class Malformed extends IOException {

    Malformed(String message) {
        super(message);
    }
}
