package dev.engram.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where everything lies.
 *
 * @param root of the source tree
 * @param java the program that runs the application
 * @param sinkPort of the local sink
 */
record Setup(Path root, Path java, int sinkPort) {

    /** The application, alone. */
    Path application() {
        return target().resolve("benchmarks-app.jar");
    }

    Path engram() {
        return root.resolve("agent/target/engram-agent.jar");
    }

    /** Logs of the runs, one a variant and measure. */
    Path logs() {
        return target().resolve("side-by-side");
    }

    String endpoint() {
        return "http://127.0.0.1:" + sinkPort;
    }

    /** The jar in {@code benchmarks/target/peers} whose name begins so. */
    Path peer(String artifact) throws BenchmarkException {
        List<Path> found = jars("peers").stream()
                .filter(jar -> jar.getFileName().toString().startsWith(artifact + "-"))
                .toList();
        if (found.size() != 1) {
            throw new BenchmarkException("There is not one " + artifact + " in " + target().resolve("peers") + " but "
                    + found.size() + "; delete that directory and run benchmarks/side-by-side again.");
        }
        return found.get(0);
    }

    /** The jars in a directory of {@code benchmarks/target}. */
    List<Path> jars(String directory) throws BenchmarkException {
        try (Stream<Path> files = Files.list(target().resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException missing) {
            throw new BenchmarkException(
                    target().resolve(directory) + " cannot be read; benchmarks/side-by-side makes it.");
        }
    }

    private Path target() {
        return root.resolve("benchmarks/target");
    }
}
