package dev.engram.stack;

import java.nio.file.Path;
import java.util.Map;

/**
 * The programs that are installed.
 *
 * @param homes the directory of each
 */
record Binaries(Map<Program, Path> homes) {

    Binaries {
        homes = Map.copyOf(homes);
    }

    /** The file to run, such as {@code promtool} of Prometheus. */
    Path of(Program program, String name) {
        Path home = homes.get(program);
        if (home == null) {
            throw new IllegalArgumentException(program + " is not installed.");
        }
        return home.resolve(name);
    }
}
