package dev.engram.compatibility;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A compiled sample.
 *
 * @param main its class
 * @param classPath all that it runs with
 */
record Program(String main, List<Path> classPath) {

    /** Java's arguments. */
    List<String> launch() {
        return List.of(
                "-cp", classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)), main);
    }
}
