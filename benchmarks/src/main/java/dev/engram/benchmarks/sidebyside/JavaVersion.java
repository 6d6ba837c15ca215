package dev.engram.benchmarks.sidebyside;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Which Java a program is. */
final class JavaVersion {

    private JavaVersion() {}

    /** {@code openjdk version "17.0.15" 2025-04-15, OpenJDK 64-Bit Server VM ...}. */
    static String of(Path java) throws BenchmarkException {
        try {
            Process process = new ProcessBuilder(java.toString(), "-version")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .filter(line -> !line.startsWith("OpenJDK Runtime"))
                        .collect(Collectors.joining(", "));
            }
        } catch (IOException failed) {
            throw new BenchmarkException(java + " does not run: " + failed.getMessage());
        }
    }
}
