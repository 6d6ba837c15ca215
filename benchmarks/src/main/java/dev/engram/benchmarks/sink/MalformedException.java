package dev.engram.benchmarks.sink;

import java.io.IOException;

/** What came is not what it says it is. */
final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
        super(message);
    }
}
